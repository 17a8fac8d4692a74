import { loadForge } from './forge.js';
import { invalidInput } from './invalid-input.js';

/**
 * Takes the private key out of a PKCS#12 container (`.p12`, `.pfx`), as PEM.
 *
 * @param option the option's name, for errors
 * @throws TypeError where the passphrase does not fit, it is no container, or there is no RSA key in it
 */
export function openKeyContainer(bytes: Uint8Array, passphrase: string, option: string): string {
  const forge = loadForge();
  const key = findKey(bytes, passphrase, option);
  if (key !== undefined && key !== null) return forge.pki.privateKeyToPem(key);
  throw invalidInput(option, {
    en: 'holds no RSA private key; export the key pair with its private key, or pass the key itself as PEM',
    zh: '容器中没有 RSA 私钥；导出时请包含私钥，或直接传入 PEM 格式的私钥',
  });
}

type PrivateKey = Parameters<ReturnType<typeof loadForge>['pki']['privateKeyToPem']>[0];

function findKey(bytes: Uint8Array, passphrase: string, option: string): PrivateKey | null | undefined {
  const forge = loadForge();
  try {
    const asn1 = forge.asn1.fromDer(Buffer.from(bytes).toString('latin1'));
    const container = forge.pkcs12.pkcs12FromAsn1(asn1, passphrase);
    for (const bagType of KEY_BAGS) {
      const bag = container.getBags({ bagType })[bagType]?.find(({ key }) => key !== undefined);
      if (bag !== undefined) return bag.key as PrivateKey;
    }
    return undefined;
  } catch (error) {
    // node-forge's words say which it is, and may quote what they came upon; only the kind is handed on.
    const isPassphrase = error instanceof Error && /MAC|password|decrypt/i.test(error.message);
    throw invalidInput(option, isPassphrase ? WRONG_PASSPHRASE : NO_CONTAINER);
  }
}

// Those that are locked once more, and those that are not. Source: RFC 7292.
const KEY_BAGS = ['1.2.840.113549.1.12.10.1.2', '1.2.840.113549.1.12.10.1.1'] as const;

const WRONG_PASSPHRASE = {
  en: 'cannot be opened with its passphrase; check the passphrase that was set when the .p12 file was exported',
  zh: '无法用该口令打开；请检查导出 .p12 文件时设置的口令',
};

const NO_CONTAINER = {
  en: 'is not a PKCS#12 container; pass the bytes of the .p12 or .pfx file',
  zh: '不是 PKCS#12 容器；请传入 .p12 或 .pfx 文件的内容',
};
