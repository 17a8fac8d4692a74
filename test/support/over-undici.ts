import axios from 'axios';
import { createUndiciAdapter } from '../../src/undici/index.js';

// Every instance that a test file makes without an adapter of its own takes this one.
axios.defaults.adapter = createUndiciAdapter();
