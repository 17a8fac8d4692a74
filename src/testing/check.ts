import type { GatewaySetup } from './gateway-options.js';
import type { Grants } from './grants.js';
import type { GatewayRequest } from './read-request.js';
import type { BusinessNode } from './reply-words.js';

/** What the checks may look at beside the request. */
export interface CheckScene {
  readonly setup: GatewaySetup;
  readonly grants: Grants;
  /** Whether the method exists: the gateway's own, scripted, or named in the options. */
  isKnown(method: string): boolean;
}

/** One thing that the gateway looks at; the name is its place in the order. */
export interface Check {
  readonly name: string;
  /** The refusal, or `undefined` where nothing is wrong. */
  readonly refuse: (request: GatewayRequest, scene: CheckScene) => BusinessNode | undefined;
}

/** The first refusal in the order of the checks. */
export function firstRefusal(
  checks: readonly Check[],
  request: GatewayRequest,
  scene: CheckScene,
): BusinessNode | undefined {
  for (const check of checks) {
    const refusal = check.refuse(request, scene);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
