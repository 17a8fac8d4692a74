import type { AttemptResult } from './attempt-result.js';
import type { Health } from './breaker.js';

/**
 * What an attempt says about the health of the gateway. Whatever the gateway answers shows that it lives, refusals above all;
 * it fails where it is out of reach, silent, broken off, or says itself that it could not work (20000, SYSTEM_ERROR).
 *
 * @param hadTime false where the attempt had less time than attempts are given: that it came to nothing is then the caller's
 *   doing, and one hasty caller must not speak for all
 */
export function healthOf(result: AttemptResult, hadTime: boolean): Health {
  switch (result.kind) {
    case 'succeeded':
    case 'refused':
      return 'well';
    case 'not_sent':
      return result.cause === 'not-written' ? 'neither' : 'failed';
    case 'unknown':
      return healthOfUnknown(result, hadTime);
    default: {
      const never: never = result;
      return never;
    }
  }
}

function healthOfUnknown(result: Extract<AttemptResult, { kind: 'unknown' }>, hadTime: boolean): Health {
  const { cause, answer } = result;
  switch (cause) {
    case 'answered':
      // Other answers that leave things open, such as a key that was seen before, are no trouble of the gateway's.
      return answer?.code === '20000' || answer?.row.action === 'retry' ? 'failed' : 'well';
    case 'reset':
    case 'http-status':
    case 'malformed':
      return 'failed';
    case 'timeout':
      return hadTime ? 'failed' : 'neither';
    // These speak of our keys, our bounds, our adapter or our caller.
    case 'unsigned':
    case 'forged':
    case 'unknown-certificate':
    case 'too-large':
    case 'adapter':
    case 'canceled':
      return 'neither';
    default: {
      const never: never = cause;
      return never;
    }
  }
}
