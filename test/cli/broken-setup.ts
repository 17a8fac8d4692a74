import type { Level } from '../../src/cli/setup/finding.js';
import type { Outside } from './test-io.js';
import type { SetupWorld } from './world.js';
import { dotenv } from './world.js';

/** A set-up that is broken, and what the doctor has to say first. */
export interface BrokenSetup {
  readonly name: string;
  readonly cause: string;
  /** Default `wrong`. */
  readonly level?: Level;
  /** Words of the finding or its cure, in English. */
  readonly says: RegExp;
  /**
   * What the error of a call says first, where that is another word: a cause of the library, or of its word on an option. `null`
   * where a call does not fail for it.
   */
  readonly called?: string | null;
  /** Default 1. */
  readonly exitCode?: number;
  /** The `.env`, and what else there is outside. */
  make(world: SetupWorld): Promise<{ readonly text: string } & Outside>;
}

/** Values of variables; an undefined one is left out. */
export type Values = Readonly<Record<string, string | undefined>>;

/** What is right, with these changes. */
export async function changed(world: SetupWorld, changes: Values): Promise<string> {
  const { url } = await world.gateway();
  return dotenv({ ...valuesOf(world), ALIPAY_GATEWAY: url, ...changes });
}

function valuesOf({ own }: SetupWorld): Values {
  return {
    ALIPAY_APP_ID: own.appId,
    ALIPAY_APP_PRIVATE_KEY: own.privateKey,
    ALIPAY_PUBLIC_KEY: own.alipayPublicKey,
  };
}

const PATHS: Values = { ALIPAY_APP_CERT: 'app.crt', ALIPAY_CERT: 'alipay.crt', ALIPAY_ROOT_CERT: 'root.crt' };

/** What is changed in a set-up of certificate mode. */
export interface Certified {
  readonly files?: Readonly<Record<string, string>>;
  readonly values?: Values;
}

/** What is right in certificate mode, with these changes. */
export async function certified(
  world: SetupWorld,
  { files = {}, values = {} }: Certified,
): Promise<{ text: string } & Outside> {
  const { url, certificateCredentials } = await world.certified();
  const { app, alipay, root } = certificateCredentials.certificates;
  const { ALIPAY_PUBLIC_KEY: _, ...rest } = valuesOf(world);
  return {
    text: dotenv({ ...rest, ...PATHS, ALIPAY_GATEWAY: url, ...values }),
    files: { 'app.crt': app, 'alipay.crt': alipay, 'root.crt': root, ...files },
  };
}

/** A set-up that is right but for these variables. */
export const simple = (changes: (world: SetupWorld) => Values): BrokenSetup['make'] => {
  return async (world) => ({ text: await changed(world, changes(world)) });
};
