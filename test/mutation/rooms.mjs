// @ts-check
// The rooms whose tests are tried by mutation, with the tests that answer for each. None of them needs the built package,
// Redis or a browser, and none reads the sources by their path: a mutant lives in a copy of the project.

/**
 * @typedef {object} Room
 * @property {string} name
 * @property {readonly string[]} mutate the sources that are mutated
 * @property {readonly string[]} tests the tests that have to notice
 */

/** @type {readonly Room[]} */
export const ROOMS = [
  {
    name: 'policy',
    mutate: ['src/policy/**/*.ts'],
    tests: ['test/policy/**/*.test.ts', 'test/property/properties.test.ts'],
  },
  {
    name: 'protocol',
    mutate: ['src/protocol/**/*.ts'],
    tests: [
      'test/protocol/**/*.test.ts',
      'test/property/properties.test.ts',
      'test/whole/{certificates,charset,keys,pages}.test.ts',
    ],
  },
  {
    name: 'tokens',
    mutate: ['src/runtime/tokens/**/*.ts'],
    tests: [
      'test/tokens/!(ten-thousand).test.ts',
      'test/integration/tokens.test.ts',
      'test/property/tokens/tokens.test.ts',
    ],
  },
  {
    name: 'redaction',
    mutate: ['src/runtime/redact.ts', 'src/runtime/private-texts.ts'],
    tests: ['test/runtime/{redact,private-texts}.test.ts', 'test/integration/secrets.test.ts'],
  },
];

/** Names the room to the tests' configuration, which runs in processes of its own. */
export const ROOM_VARIABLE = 'MUTATION_ROOM';

/** @param {string | undefined} name @returns {Room} */
export function findRoom(name) {
  const room = ROOMS.find((one) => one.name === name);
  if (room !== undefined) return room;
  throw new TypeError(`The rooms are ${ROOMS.map((one) => one.name).join(', ')}, got ${name}`);
}
