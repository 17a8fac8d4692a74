import type { Confirmation } from '../policy/confirmation.js';
import { confirmationOf } from '../policy/confirmations.js';
import type { Settings } from './settings.js';

/** How calls of this method are asked after: by the user's own rule, then by the catalog's; `undefined` where there is none. */
export function findConfirmation({ confirmations }: Settings, method: string): Confirmation | undefined {
  return confirmations.get(method) ?? confirmationOf(method);
}
