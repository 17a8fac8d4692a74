export type { UndiciAdapter } from './adapter.js';
export { createUndiciAdapter } from './adapter.js';
export type { UndiciAdapterOptions } from './options.js';
