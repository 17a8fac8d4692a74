import type { Property } from './define.js';
import { BREAKERS } from './registry/breaker.js';
import { CANONICAL_TEXT } from './registry/canonical-text.js';
import { CERTIFICATES } from './registry/certificates.js';
import { ENVELOPES } from './registry/envelopes.js';
import { FORMS } from './registry/forms.js';
import { JOURNAL } from './registry/journal.js';
import { LIMITS } from './registry/limits.js';
import { NOTIFICATIONS } from './registry/notifications.js';
import { OVERLOAD } from './registry/overload.js';
import { POLICY } from './registry/policy.js';
import { REDACTION } from './registry/redaction.js';
import { REQUESTS } from './registry/requests.js';
import { SCANNER } from './registry/scanner.js';
import { SETUPS } from './registry/setups.js';
import { SIGNATURES } from './registry/signatures.js';
import { TEXTS } from './registry/texts.js';
import { TOKENS } from './registry/tokens.js';
import { V3 } from './registry/v3.js';
import { WAITS } from './registry/waits.js';

/** Every law that is checked, in CI and by `npm run fuzz`. */
export const PROPERTIES: readonly Property[] = [
  ...CANONICAL_TEXT,
  ...SCANNER,
  ...ENVELOPES,
  ...SIGNATURES,
  ...REQUESTS,
  ...V3,
  ...NOTIFICATIONS,
  ...FORMS,
  ...CERTIFICATES,
  ...POLICY,
  ...OVERLOAD,
  ...BREAKERS,
  ...LIMITS,
  ...WAITS,
  ...TOKENS,
  ...JOURNAL,
  ...TEXTS,
  ...REDACTION,
  ...SETUPS,
];
