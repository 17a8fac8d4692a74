#!/usr/bin/env node
import { runCli } from './run.js';
import { systemIo } from './system-io.js';

// The exit code is set and not forced, so that what was written to a pipe still gets through.
process.exitCode = await runCli(process.argv.slice(2), systemIo());
