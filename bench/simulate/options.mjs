// @ts-check
// What the command takes.

import { parseArgs } from 'node:util';

/**
 * @typedef {object} Options
 * @property {number} seed
 * @property {number} clients
 * @property {number} perSecond calls of each client
 * @property {number} secondsScale makes the ten minutes longer or shorter
 * @property {string} out the folder that the files go to
 * @property {boolean} json
 */

/** @typedef {{ name: string, least: number, most: number, isWhole: boolean }} Bounds */

const OPTIONS = /** @type {const} */ ({
  seed: { type: 'string', default: '1' },
  clients: { type: 'string', default: '1000' },
  'per-second': { type: 'string', default: '1.5' },
  'seconds-scale': { type: 'string', default: '1' },
  out: { type: 'string', default: 'bench/results' },
  json: { type: 'boolean', default: false },
});

/**
 * @param {readonly string[]} args
 * @returns {Options}
 * @throws TypeError where an option is unknown, or its value is none
 */
export function readOptions(args) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.out === '') throw new TypeError('--out must name a folder, got an empty name');
  return {
    seed: read(values.seed, { name: 'seed', least: 0, most: 2 ** 32 - 1, isWhole: true }),
    clients: read(values.clients, { name: 'clients', least: 1, most: 10_000, isWhole: true }),
    perSecond: read(values['per-second'], { name: 'per-second', least: 0.1, most: 100, isWhole: false }),
    secondsScale: read(values['seconds-scale'], { name: 'seconds-scale', least: 0.05, most: 10, isWhole: false }),
    out: values.out,
    json: values.json,
  };
}

/** @param {string} text @param {Bounds} bounds */
function read(text, { name, least, most, isWhole }) {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
  throw new TypeError(`--${name} must be a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}, got ${text}`);
}
