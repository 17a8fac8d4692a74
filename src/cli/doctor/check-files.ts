import type { Finding } from '../setup/finding.js';
import type { VariableName } from '../setup/variables.js';

/** The finding of a file that cannot be read; the path is not in it, as it may be a key in the wrong place. */
export function unreadableFile(subject: VariableName, code: string): Finding {
  return {
    subject,
    level: 'wrong',
    cause: 'file.unreadable',
    text: {
      en: `The file that ${subject} names cannot be read (${code})`,
      zh: `${subject} 指向的文件无法读取（${code}）`,
    },
    cure: {
      en: 'Check the path, which is taken from the folder that the command runs in, and who may read the file',
      zh: '请检查路径（相对于运行命令的目录）与读取权限；这里应填路径，而不是文件内容',
    },
  };
}
