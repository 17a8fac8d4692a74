import type { Command } from './base/command.js';
import { CALL } from './call/call.js';
import { CERT_SN } from './cert-sn.js';
import { DOCTOR } from './doctor/doctor.js';
import { EXPLAIN } from './explain/explain.js';
import { SANDBOX } from './sandbox/command.js';

/** The commands, in the order of the help. A further one is one import and one line. */
export const COMMANDS: readonly Command[] = [EXPLAIN, DOCTOR, CALL, CERT_SN, SANDBOX];
