// @ts-check
// The models as functions, for tests and for whoever compares them with the real engine.

export { simulateCalls } from './study-calls.mjs';
export { simulateGrant } from './study-grant.mjs';
export { simulateRecovery } from './study-recovery.mjs';
