import type { TokenKind } from '../../catalog/rows.js';
import type { ReplyNode } from '../../protocol/open-reply.js';

/** A token that a call carried: whose it is, where the token store keeps it; `text` where the caller gave the text itself. */
export type IntentToken = { readonly owner: string } | 'text';

/**
 * What a call was about to do with money, written down before its first send. Nothing secret stands in it: of the content
 * only what a question about it needs, and of tokens only whose they are.
 */
export interface Intent {
  /** Never the same for two calls, in whatever process they were made. */
  readonly id: string;
  readonly appId: string;
  /** The gateway's origin. */
  readonly gateway: string;
  readonly method: string;
  /** The keys and amounts of the content. */
  readonly content: ReplyNode;
  readonly tokens: Readonly<Partial<Record<TokenKind, IntentToken>>>;
  /** In milliseconds since the epoch. */
  readonly openedAtMs: number;
  /** From this instant on nothing of the call is sent any more, in milliseconds since the epoch. */
  readonly deadlineAtMs: number;
}

/**
 * Where intents are kept until their outcome is known, so that a process that starts after a crash can ask what became of
 * the calls of the one before. All that is written must be found by `pending` of a later process.
 */
export interface Journal {
  /**
   * Writes an intent down; resolves once it would be found after a crash. A rejection means that the call is not sent.
   */
  open(intent: Intent): Promise<void>;
  /** Strikes an intent out, as its outcome is known; one that is not there does no harm. */
  close(id: string): Promise<void>;
  /** The intents that are open, of all apps, those of calls under way included; in the order in which they were opened. */
  pending(): Promise<readonly Intent[]>;
}
