import type { ReplyNode } from '../protocol/open-reply.js';

/**
 * What the gateway's answer says about a call that may have run.
 *
 * - `ran` the answer is the call's result
 * - `did_not_run` it can be sent again
 * - `running` ask again
 * - `no_answer` the question failed; ask again
 * - `cannot_tell` asking again will not help
 */
export type Verdict =
  | { readonly kind: 'ran' }
  | { readonly kind: 'did_not_run' }
  | { readonly kind: 'running' }
  | { readonly kind: 'no_answer'; readonly because: string }
  | { readonly kind: 'cannot_tell'; readonly because: string };

/** How a method's calls are asked after. Pure: it makes the question and judges the answer. */
export interface Confirmation {
  /** The method that is asked. */
  readonly by: string;
  /** The question's `biz_content`, out of the call's own. */
  readonly question: (content: ReplyNode) => ReplyNode;
  /** Judges a verified success of the question; `content` is the call's own. */
  readonly judgeAnswer: (node: ReplyNode, content: ReplyNode) => Verdict;
  /** Judges a refusal of the question by its `sub_code`; an unsigned one proves nothing. */
  readonly judgeRefusal: (subCode: string | undefined, signed: boolean) => Verdict;
}
