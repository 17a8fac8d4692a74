import type { Text } from '../../index.js';
import { nearestOf } from '../base/nearest.js';
import type { Finding } from './finding.js';
import type { Dotenv, DotenvComplaint } from './parse-dotenv.js';
import { VARIABLES } from './variables.js';

const NAMES: readonly string[] = VARIABLES.map(({ name }) => name);

/** Lines that loaders pass over, or read otherwise than they were meant. */
export function syntaxNotes({ complaints }: Dotenv): readonly Finding[] {
  return complaints.map((complaint) => ({
    subject: 'env',
    level: complaint.kind === 'no-assignment' || complaint.kind === 'after-quote' ? 'warning' : 'wrong',
    cause: `env.${complaint.kind}`,
    ...(complaint.name === undefined ? {} : { variable: complaint.name }),
    ...wordsOf(complaint),
  }));
}

/** Names that stand more than once: wrong where the values differ, for only one of them counts. */
export function duplicateNotes({ entries }: Dotenv): readonly Finding[] {
  const names = [...new Set(entries.map(({ name }) => name))];
  return names.flatMap((name): Finding[] => {
    const all = entries.filter((one) => one.name === name);
    if (all.length < 2) return [];
    const lines = all.map(({ line }) => line);
    const isSame = all.every(({ value }) => value === all[0]?.value);
    return [
      {
        subject: 'env',
        level: isSame ? 'warning' : 'wrong',
        cause: 'env.duplicate',
        text: {
          en: `${name} stands in lines ${lines.join(' and ')}${isSame ? ', with the same value' : ', with different values; the last one counts'}`,
          zh: `${name} 重复出现在第 ${lines.join('、')} 行${isSame ? '，值相同' : '，且值不同；以最后一个为准'}`,
        },
        cure: { en: 'Keep the right one and delete the others', zh: '保留正确的一个，删掉其余的' },
      },
    ];
  });
}

/** Names of the family that nothing reads: most often a slip of the pen. */
export function unknownNotes({ entries }: Dotenv): readonly Finding[] {
  const names = [...new Set(entries.map(({ name }) => name))].filter(
    (name) => /^ALIPAY_/i.test(name) && !NAMES.includes(name),
  );
  return names.map((name) => {
    const [near] = nearestOf(
      name.replace(/^ALIPAY_/i, ''),
      NAMES.map((one) => one.slice('ALIPAY_'.length)),
      1,
    );
    const alias = ALIASES[name.toUpperCase()] ?? (near === undefined ? undefined : `ALIPAY_${near}`);
    return {
      subject: 'env',
      level: 'warning',
      cause: 'env.unknown-name',
      text: { en: `${name} is a name that this command does not read`, zh: `本命令不读取 ${name} 这个变量` },
      cure:
        alias === undefined
          ? { en: `It reads ${NAMES.join(', ')}`, zh: `它读取的是 ${NAMES.join('、')}` }
          : { en: `Did you mean ${alias}?`, zh: `是否想写 ${alias}？` },
    };
  });
}

// What other libraries and our own README's older habits call them; spelling alone would not lead there.
const ALIASES: Readonly<Record<string, string>> = {
  ALIPAY_APPID: 'ALIPAY_APP_ID',
  ALIPAY_PRIVATE_KEY: 'ALIPAY_APP_PRIVATE_KEY',
  ALIPAY_ALIPAY_PUBLIC_KEY: 'ALIPAY_PUBLIC_KEY',
  ALIPAY_AES_KEY: 'ALIPAY_ENCRYPT_KEY',
};

/** Variables that the environment sets to something else; there most loaders let the environment win. */
export function environmentNotes(
  inFile: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  return NAMES.filter((name) => inFile.get(name) && env[name] && env[name] !== inFile.get(name)).map((name) => ({
    subject: 'env',
    level: 'warning',
    cause: 'env.overridden',
    text: {
      en: `${name} is set in the environment as well, to something else; here the file counts, while dotenv and node --env-file let the environment win`,
      zh: `环境变量里也设置了 ${name}，且值不同；本命令以文件为准，而 dotenv 与 node --env-file 以环境变量为准`,
    },
    cure: { en: `unset ${name}, or delete it from the file`, zh: `执行 unset ${name}，或从文件中删掉它` },
  }));
}

function wordsOf({ kind, line, name }: DotenvComplaint): { readonly text: Text; readonly cure: Text } {
  switch (kind) {
    case 'no-assignment':
      return {
        text: { en: `Line ${line} is no NAME=value, and is passed over`, zh: `第 ${line} 行不是 NAME=value，会被忽略` },
        cure: { en: 'Delete it, or put a # before it', zh: '删掉它，或在行首加 #' },
      };
    case 'open-quote':
      return {
        text: {
          en: `The quote that opens ${name} in line ${line} is never closed`,
          zh: `第 ${line} 行 ${name} 的引号没有闭合`,
        },
        cure: { en: 'Close it with the same quote', zh: '用相同的引号闭合' },
      };
    case 'bare-pem':
      return {
        text: {
          en: `${name} in line ${line} is a key over several lines without quotes, of which only the first line is read`,
          zh: `第 ${line} 行的 ${name} 是没有引号的多行密钥，只会读到第一行`,
        },
        cure: { en: 'Put the whole key in double quotes', zh: '用双引号括起整段密钥' },
      };
    case 'after-quote':
      return {
        text: {
          en: `Something stands behind the quoted value of ${name} in line ${line}`,
          zh: `第 ${line} 行 ${name} 的引号后面还有内容`,
        },
        cure: { en: 'Delete it, or put a # before it', zh: '删掉它，或在前面加 #' },
      };
    default: {
      const never: never = kind;
      return never;
    }
  }
}
