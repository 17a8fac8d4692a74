import type { ReplyNode } from '../protocol/open-reply.js';

/**
 * What the gateway's answer says about a call that may have run.
 *
 * - `ran` the answer is the call's result
 * - `did_not_run` it can be sent again
 * - `failed` the gateway took it, and it came to an end without any money moved
 * - `running` ask again
 * - `no_answer` the question failed; ask again
 * - `cannot_tell` asking again will not help; `cause` is what a rule of the user's threw
 */
export type Verdict =
  | { readonly kind: 'ran' }
  | { readonly kind: 'did_not_run' }
  | { readonly kind: 'failed'; readonly because: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'no_answer'; readonly because: string }
  | { readonly kind: 'cannot_tell'; readonly because: string; readonly cause?: unknown };

/** How a method's calls are asked after. Pure: it makes the question and judges the answer. */
export interface Confirmation {
  /** The method that is asked. */
  readonly by: string;
  /** The names of the content that the question and the judgement look at. */
  readonly reads: readonly string[];
  /** The question's `biz_content`, out of the call's own. Only a rule of the user's throws. */
  readonly question: (content: ReplyNode) => ReplyNode;
  /** Judges a verified success of the question; `content` is the call's own. */
  readonly judgeAnswer: (node: ReplyNode, content: ReplyNode) => Verdict;
  /** Judges a refusal of the question by its `sub_code`; an unsigned one proves nothing. */
  readonly judgeRefusal: (subCode: string | undefined, signed: boolean, content: ReplyNode) => Verdict;
  /** How long "did not run" is not yet believed, from the first question on, in milliseconds. Default 0. */
  readonly patienceMs?: number;
  /** The shortest wait before the call is sent again, in milliseconds. Default 0. */
  readonly pauseMs?: number;
}

/** Makes the judge of refusals: these codes say that there is no such thing, and no other code says anything. */
export function notFoundBy(...codes: readonly string[]): Confirmation['judgeRefusal'] {
  return (subCode, signed) => {
    if (!signed) return { kind: 'no_answer', because: 'the refusal of the query was not signed' };
    if (subCode !== undefined && codes.includes(subCode)) return { kind: 'did_not_run' };
    return { kind: 'cannot_tell', because: `the query was refused${subCode === undefined ? '' : ` (${subCode})`}` };
  };
}

/** Makes a question of those of the names that the content holds with a value. */
export function questionOf(...names: readonly string[]): Confirmation['question'] {
  return (content) =>
    Object.fromEntries(names.filter((name) => isPresent(content[name])).map((name) => [name, content[name]]));
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
