/**
 * What is known about a call that failed, for code that handles money.
 *
 * - `not_sent` the gateway never got it; safe to send again
 * - `rejected` the gateway answered no; it did not run
 * - `unknown` it may have run; ask before sending it again
 */
export type Outcome = 'not_sent' | 'rejected' | 'unknown';

/**
 * What ran out, where that ended a call and not a reply alone.
 *
 * - `attempts` all of `retry.maxAttempts` were made
 * - `budget` the retries that all calls to this gateway may make together are spent
 * - `deadline` no time was left
 * - `breaker` the gateway fails so often that nothing is sent to it for a while
 * - `bulkhead` as many calls as may wait for their turn wait already
 * - `limiter` the gateway grants fewer calls than would have to go first
 */
export type Exhausted = 'attempts' | 'budget' | 'deadline' | 'breaker' | 'bulkhead' | 'limiter';

/**
 * The codes of `AlipayError`. Source: design.md 3.
 *
 * - `ERR_ALIPAY_REJECTED` the gateway refused, or could not serve
 * - `ERR_ALIPAY_BUSINESS` 40004: the business system answered no
 * - `ERR_ALIPAY_TOKEN` there is no token to send, or a stale one could not be replaced
 * - `ERR_ALIPAY_SIGNATURE` the reply cannot be believed
 * - `ERR_ALIPAY_MALFORMED` the reply is not the gateway's
 * - `ERR_ALIPAY_NETWORK` no connection, or no whole reply over it
 * - `ERR_ALIPAY_TIMEOUT` the last attempt ran out of its time
 * - `ERR_ALIPAY_DEADLINE` the call ran out of its time
 * - `ERR_ALIPAY_CANCELED` the caller's signal, or `close()`, ended it
 * - `ERR_ALIPAY_JOURNAL` it could not be written down, and so was not sent
 * - `ERR_ALIPAY_OVERLOAD` it was held back to spare the gateway
 */
export type ErrorCode =
  | 'ERR_ALIPAY_REJECTED'
  | 'ERR_ALIPAY_BUSINESS'
  | 'ERR_ALIPAY_TOKEN'
  | 'ERR_ALIPAY_SIGNATURE'
  | 'ERR_ALIPAY_MALFORMED'
  | 'ERR_ALIPAY_NETWORK'
  | 'ERR_ALIPAY_TIMEOUT'
  | 'ERR_ALIPAY_DEADLINE'
  | 'ERR_ALIPAY_CANCELED'
  | 'ERR_ALIPAY_JOURNAL'
  | 'ERR_ALIPAY_OVERLOAD';
