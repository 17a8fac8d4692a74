import type { ScriptedReply } from './replies.js';

/** One method's script. */
export interface MethodScript {
  /** Appends replies; each authentic request uses one up. A method that the gateway does not have gets the last one again. */
  reply(...replies: readonly ScriptedReply[]): MethodScript;
  /** Forgets the replies that are left. */
  clear(): MethodScript;
  /** How many replies are left. */
  readonly left: number;
}

/** All scripts of a gateway. */
export interface Scripts {
  on(method: string): MethodScript;
  /** Whether anything was ever scripted for the method. */
  has(method: string): boolean;
  /** The next reply; `undefined` where the gateway itself is to answer. */
  next(method: string): ScriptedReply | undefined;
}

interface Queue {
  readonly left: ScriptedReply[];
  /** What was answered last, and is answered again where nothing else can. */
  last: ScriptedReply | undefined;
}

/**
 * Creates the scripts.
 *
 * @param isOwn whether the gateway has the method itself, and so needs no script to answer
 * @param first asked before the scripts of the methods
 */
export function createScripts(
  isOwn: (method: string) => boolean,
  first: (method: string) => ScriptedReply | undefined = () => undefined,
): Scripts {
  const queues = new Map<string, Queue>();
  return {
    on: (method) => {
      const queue: Queue = queues.get(method) ?? { left: [], last: undefined };
      queues.set(method, queue);
      return scriptOf(queue);
    },
    has: (method) => queues.has(method),
    next: (method) => {
      const general = first(method);
      if (general !== undefined) return general;
      const queue = queues.get(method);
      if (queue === undefined) return undefined;
      const reply = queue.left.shift() ?? (isOwn(method) ? undefined : queue.last);
      queue.last = reply;
      return reply;
    },
  };
}

function scriptOf(queue: Queue): MethodScript {
  const script: MethodScript = {
    reply: (...replies) => {
      queue.left.push(...replies);
      return script;
    },
    clear: () => {
      queue.left.length = 0;
      queue.last = undefined;
      return script;
    },
    get left(): number {
      return queue.left.length;
    },
  };
  return script;
}
