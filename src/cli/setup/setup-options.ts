import type { AlipayOptions, CertificateOptions, KeyInput } from '../../index.js';
import type { Setup } from './read-setup.js';
import type { VariableName } from './variables.js';

/** A file that a variable names: its bytes, or why it cannot be read. */
export type NamedFile = { readonly bytes: Uint8Array } | { readonly trouble: string };

/** The variables whose values are paths. */
export const PATH_VARIABLES: readonly VariableName[] = [
  'ALIPAY_APP_KEY_CONTAINER',
  'ALIPAY_APP_CERT',
  'ALIPAY_CERT',
  'ALIPAY_ROOT_CERT',
];

/** The files of a set-up, by the variable that names each. */
export type SetupFiles = ReadonlyMap<VariableName, NamedFile>;

/** Reads the files that the variables name. */
export function readFiles({ values }: Setup, readFile: (path: string) => Uint8Array): SetupFiles {
  const files = new Map<VariableName, NamedFile>();
  for (const name of PATH_VARIABLES) {
    const path = values[name];
    if (path !== undefined) files.set(name, tryRead(path, readFile));
  }
  return files;
}

function tryRead(path: string, readFile: (path: string) => Uint8Array): NamedFile {
  try {
    return { bytes: readFile(path) };
  } catch (error) {
    return { trouble: error instanceof Error && 'code' in error ? String(error.code) : 'error' };
  }
}

type OwnOptions = Pick<
  AlipayOptions,
  'appId' | 'privateKey' | 'alipayPublicKey' | 'certificates' | 'encryptKey' | 'gateway' | 'signType'
>;

/** What `createAlipay` takes, made of a set-up. What is wrong in it, `createAlipay` says. */
export function setupOptions({ values }: Setup, files: SetupFiles): OwnOptions {
  const { ALIPAY_PUBLIC_KEY: alipayPublicKey, ALIPAY_ENCRYPT_KEY: encryptKey } = values;
  const certificates = certificatesOf(values, files);
  const signType = values.ALIPAY_SIGN_TYPE as AlipayOptions['signType'];
  return {
    appId: values.ALIPAY_APP_ID,
    privateKey: privateKeyOf(values, files),
    gateway: values.ALIPAY_GATEWAY,
    ...(certificates === undefined ? {} : { certificates }),
    ...(certificates !== undefined && alipayPublicKey === undefined ? {} : { alipayPublicKey }),
    ...(encryptKey === undefined ? {} : { encryptKey }),
    ...(signType === undefined ? {} : { signType }),
  };
}

function privateKeyOf(values: Setup['values'], files: SetupFiles): AlipayOptions['privateKey'] {
  const container = bytesOf(files, 'ALIPAY_APP_KEY_CONTAINER');
  if (container === undefined || values.ALIPAY_APP_PRIVATE_KEY !== undefined) return values.ALIPAY_APP_PRIVATE_KEY;
  // The library itself says that a passphrase is missing.
  return { pkcs12: container, passphrase: values.ALIPAY_APP_KEY_PASSPHRASE as string };
}

function certificatesOf(values: Setup['values'], files: SetupFiles): CertificateOptions | undefined {
  const { ALIPAY_APP_CERT: app, ALIPAY_CERT: alipay, ALIPAY_ROOT_CERT: root } = values;
  if (app === undefined && alipay === undefined && root === undefined) return undefined;
  return {
    app: bytesOf(files, 'ALIPAY_APP_CERT'),
    alipay: bytesOf(files, 'ALIPAY_CERT'),
    root: bytesOf(files, 'ALIPAY_ROOT_CERT'),
  };
}

function bytesOf(files: SetupFiles, name: VariableName): Extract<KeyInput, Uint8Array> | undefined {
  const file = files.get(name);
  return file !== undefined && 'bytes' in file ? file.bytes : undefined;
}
