// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Starts a script of this folder in a process of its own, which answers one message with one message.
 *
 * @param {string} script
 * @param {NodeJS.ProcessEnv} [env] what it gets beside the environment of this process
 */
export async function startProcess(script, env = {}) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(file, { env: { ...process.env, ...env } });
  const gone = once(child, 'exit');
  const nextMessage = async () => {
    const ended = gone.then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`)));
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
  await nextMessage();
  return {
    /** @param {import('node:child_process').Serializable} question */
    ask: (question) => {
      const answer = nextMessage();
      child.send(question);
      return answer;
    },
    /** Resolves when it has put its things in order and is gone. */
    stop: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
