import type { ReplyNode } from '../protocol/open-reply.js';
import type { Confirmation, Verdict } from './confirmation.js';

/** A verified reply to a question, as a rule of the user's judges it. */
export interface ConfirmReply {
  /** The business node of a success; `undefined` where the question was refused. */
  readonly node?: ReplyNode;
  /** Why it was refused; `undefined` in a success, or where the refusal has none. */
  readonly subCode?: string;
}

/** What a rule of the user's can find. */
export type ConfirmVerdict = 'ran' | 'did_not_run' | 'failed' | 'running' | 'cannot_tell';

/**
 * How calls of a method of the user's are asked after, in `methods` of the options. Only verified replies come before it.
 *
 * @example
 * {
 *   by: 'alipay.marketing.voucher.query',
 *   ask: ({ out_biz_no }) => ({ out_biz_no }),
 *   judge: ({ node, subCode }, { out_biz_no }) => {
 *     if (subCode === 'VOUCHER_NOT_EXIST') return 'did_not_run';
 *     return node?.out_biz_no === out_biz_no && node?.status === 'SENT' ? 'ran' : 'cannot_tell';
 *   },
 * }
 */
export interface MethodConfirm {
  /** The method that is asked; it has to be one that only reads. */
  readonly by: string;
  /** Makes the question's `biz_content` out of the call's own. */
  readonly ask: (content: ReplyNode) => object;
  /**
   * Says what the reply means. `ran`: it is the call's result. `did_not_run`: the call is sent again. `failed`: it is over
   * and moved nothing. `running`: ask again. `cannot_tell`: asking again would not help, the call ends in doubt.
   */
  readonly judge: (reply: ConfirmReply, content: ReplyNode) => ConfirmVerdict;
  /** The names of the content that `ask` and `judge` look at beside the key: a journal keeps these, and no others. */
  readonly reads?: readonly string[];
}

/**
 * Makes a confirmation out of a rule of the user's. What the rule throws, or a word that is none of its words, ends the call
 * in doubt and in nothing worse.
 *
 * @param keys the names that make a repeat the same call
 */
export function ownConfirmation(method: string, rule: MethodConfirm, keys: readonly string[]): Confirmation {
  const judge = (reply: ConfirmReply, content: ReplyNode): Verdict => {
    try {
      return verdictOf(method, rule.judge(reply, structuredClone(content)));
    } catch (cause) {
      return { kind: 'cannot_tell', because: `methods["${method}"].confirm.judge threw an error`, cause };
    }
  };
  return {
    by: rule.by,
    reads: [...new Set([...keys, ...(rule.reads ?? [])])],
    question: (content) => {
      const question: unknown = rule.ask(structuredClone(content));
      if (typeof question === 'object' && question !== null && !Array.isArray(question)) return question as ReplyNode;
      throw new TypeError('It gave back no object');
    },
    judgeAnswer: (node, content) => judge({ node: structuredClone(node) }, content),
    judgeRefusal: (subCode, signed, content) =>
      signed
        ? judge(subCode === undefined ? {} : { subCode }, content)
        : { kind: 'no_answer', because: 'the refusal of the query was not signed' },
  };
}

function verdictOf(method: string, word: ConfirmVerdict): Verdict {
  switch (word) {
    case 'ran':
    case 'did_not_run':
    case 'running':
      return { kind: word };
    case 'failed':
      return { kind: 'failed', because: 'it ended without moving anything' };
    case 'cannot_tell':
      return { kind: 'cannot_tell', because: 'the reply does not tell' };
    default: {
      // What a function of the user's gives back may be anything; the types say that nothing is left.
      word satisfies never;
      return { kind: 'cannot_tell', because: `methods["${method}"].confirm.judge gave back none of its words` };
    }
  }
}
