// @ts-check
// A reporter for Stryker that tells each survivor at once: a run takes long, and work on the tests need not wait for its end.

import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { describeMutant, hasSurvived } from './mutants.mjs';

class Survivors {
  /** @param {import('@stryker-mutator/api/core').MutantResult} result */
  onMutantTested(result) {
    if (hasSurvived(result)) console.log(`  ${describeMutant(result)}`);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'survivors', Survivors)];
