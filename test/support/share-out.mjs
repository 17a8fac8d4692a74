// @ts-check
// Shares work out to processes of its own.

import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs each task in a process of its own, whose first message it is, and gives back what each answers.
 *
 * @template Task, Answer
 * @param {string} worker the path of its module
 * @param {readonly Task[]} tasks
 * @returns {Promise<Answer[]>}
 */
export function shareOut(worker, tasks) {
  return Promise.all(
    tasks.map(async (task) => {
      const child = fork(worker);
      child.send(/** @type {any} */ (task));
      const [answer] = await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(([code]) => {
          throw new Error(`A worker ended with ${code} before it was done`);
        }),
      ]);
      return answer;
    }),
  );
}

/**
 * The numbers below `count` in as many stretches as there are workers, the empty ones left out.
 *
 * @param {number} count
 * @param {number} workers
 */
export function stretches(count, workers) {
  const share = Math.ceil(count / workers);
  return Array.from({ length: workers }, (_, nth) => ({
    from: nth * share,
    to: Math.min(count, (nth + 1) * share),
  })).filter(({ from, to }) => from < to);
}
