// @ts-check
// The section `middleware`: what a call costs beyond axios, RSA and HTTP. In a process of its own (`middleware-caller.mjs`) RSA
// is replaced by a constant and the adapter answers at once; what plain axios takes for the same request with such an adapter is
// measured in turn with it and taken off. A `post` goes through axios's core as a plain request does, `execute` past it.

import { ask, end, start, tellTurn } from './processes.mjs';
import { goalTable, spreadText, table } from './report.mjs';
import { goalOf, spreadOf } from './summary.mjs';

/** @import { Goal, Spread } from './summary.mjs' */

const MOST_MICROS = 25;
const IN_FLIGHT = [1, 32, 256];

/** @typedef {{ execute: number, post: number, plain: number }} Micros of CPU, a call */
/** @typedef {{ inFlight: number, execute: Spread, post: Spread, plain: Spread, executeAdds: Spread, postAdds: Spread }} MiddlewareFigures */
/** @typedef {{ calls: number, turns: number, figures: MiddlewareFigures[], goals: Goal[] }} MiddlewareSummary */

/** @param {{ calls: number, turns: number }} counts @returns {Promise<MiddlewareSummary>} */
export async function measureMiddleware({ calls, turns }) {
  const child = start('middleware-caller.mjs', []);
  /** @type {Map<number, Micros[]>} */
  const seen = new Map(IN_FLIGHT.map((inFlight) => [inFlight, []]));
  try {
    await ask(child, 'the caller', { calls, inFlight: 32 });
    for (let turn = 0; turn < turns; turn++) {
      tellTurn('middleware', turn, turns);
      for (const inFlight of IN_FLIGHT) {
        seen.get(inFlight)?.push(await ask(child, 'the caller', { calls, inFlight }));
      }
    }
  } finally {
    await end(child);
  }
  const figures = IN_FLIGHT.map((inFlight) => {
    const all = seen.get(inFlight) ?? [];
    return {
      inFlight,
      execute: spreadOf(all.map(({ execute }) => execute)),
      post: spreadOf(all.map(({ post }) => post)),
      plain: spreadOf(all.map(({ plain }) => plain)),
      executeAdds: spreadOf(all.map(({ execute, plain }) => execute - plain)),
      postAdds: spreadOf(all.map(({ post, plain }) => post - plain)),
    };
  });
  const usual = figures.find(({ inFlight }) => inFlight === 32);
  const goals = [
    goalOf('CPU that execute adds to axios, us a call, 32 in flight', usual?.executeAdds ?? spreadOf([]), {
      most: MOST_MICROS,
    }),
    goalOf('CPU that post adds to axios, us a call, 32 in flight', usual?.postAdds ?? spreadOf([]), {
      most: MOST_MICROS,
    }),
  ];
  return { calls, turns, figures, goals };
}

/** @param {MiddlewareSummary} summary */
export function renderMiddleware({ calls, turns, figures, goals }) {
  return [
    `The middleware without RSA and HTTP, ${turns} turns of ${calls} calls; CPU us a call, medians, in brackets the lowest and the highest`,
    '',
    ...table([
      ['in flight', 'execute', 'post', 'plain axios', 'execute adds', 'post adds'],
      ...figures.map(({ inFlight, execute, post, plain, executeAdds, postAdds }) => [
        String(inFlight),
        spreadText(execute, 1),
        spreadText(post, 1),
        spreadText(plain, 1),
        spreadText(executeAdds, 1),
        spreadText(postAdds, 1),
      ]),
    ]),
    '',
    ...goalTable(goals),
  ].join('\n');
}
