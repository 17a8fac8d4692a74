import { createHash } from 'node:crypto';
import { isAlipayError } from '../../errors.js';
import type { Notification } from './notification.js';
import type { SeenNotifications } from './seen.js';

/** What a server answers a notification with: `success` in 200 ends the repeats, anything else brings another. */
export interface NotificationAnswer {
  readonly status: number;
  readonly body: 'success' | 'fail';
}

/** What working a notification off takes. */
export interface WorkParts {
  verify(input: unknown): Promise<Notification>;
  /** The user's work. */
  work(notification: Notification): Promise<void> | void;
  readonly seen: SeenNotifications;
  /** Told of what went wrong; must not throw. */
  report(error: unknown): void;
}

/** Works one notification off, and says what to answer. Never rejects. */
export type WorkOff = (input: unknown) => Promise<NotificationAnswer>;

const SUCCESS: NotificationAnswer = { status: 200, body: 'success' };
const FAILED: NotificationAnswer = { status: 500, body: 'fail' };
const REFUSED: NotificationAnswer = { status: 400, body: 'fail' };

/**
 * Makes the worker: verified first, then done once, and `success` only after that. A repeat that comes while the work is
 * under way here waits for its end. Source: protocol.md 9.1.
 */
export function createWorkOff({ verify, work, seen, report }: WorkParts): WorkOff {
  const running = new Map<string, Promise<NotificationAnswer>>();

  const doWork = async (id: string, notification: Notification): Promise<NotificationAnswer> => {
    const state = await seen.begin(id);
    if (state === 'done') return SUCCESS;
    // Another process is at it; the gateway will ask again.
    if (state === 'busy') return FAILED;
    try {
      await work(notification);
    } catch (error) {
      await seen.failed(id);
      throw error;
    }
    await seen.done(id);
    return SUCCESS;
  };

  const join = (id: string, notification: Notification): Promise<NotificationAnswer> => {
    const begun = running.get(id);
    if (begun !== undefined) return begun;
    const task = doWork(id, notification)
      .catch((error: unknown) => {
        report(error);
        return FAILED;
      })
      .finally(() => running.delete(id));
    running.set(id, task);
    return task;
  };

  return async (input) => {
    try {
      const notification = await verify(input);
      return await join(idOf(notification), notification);
    } catch (error) {
      report(error);
      return isAlipayError(error) || error instanceof TypeError ? REFUSED : FAILED;
    }
  };
}

// A few old kinds have no id; what they say stands for it.
function idOf(notification: Notification): string {
  const { notify_id: id } = notification;
  if (id !== undefined && id !== '') return id;
  const fields = Object.entries(notification).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
