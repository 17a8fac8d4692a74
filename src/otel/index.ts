export { instrumentAlipay } from './instrument.js';
export type { Instrumented, OtelOptions } from './options.js';
