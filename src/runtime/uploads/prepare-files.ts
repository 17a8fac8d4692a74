import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { FILE_EXTENSIONS, MAX_FILE_BYTES } from '../../catalog/upload-limits.js';
import { invalidInput, kindOf, quoteSafe } from '../../protocol/invalid-input.js';
import { checkKeys, readText, readWhole } from '../check-keys.js';
import { prepareStream } from './prepare-stream.js';
import { readFilePart } from './read-file.js';
import type { FileSource, PreparedFile } from './upload-file.js';

/**
 * Looks at the files of an upload before anything is sent: that they are there, how long they are, what they are called.
 *
 * @param input by the names of the form's fields
 * @throws TypeError that names the field, what came and what to do
 */
export async function prepareFiles(input: unknown, option: string): Promise<readonly PreparedFile[]> {
  const entries = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
  if (entries.length === 0) {
    throw invalidInput(option, {
      en: `must be an object of files by their field names, such as { file_content: { path } }, got ${kindOf(input).en}`,
      zh: `应为以表单字段名为键的文件对象，例如 { file_content: { path } }，收到的是${kindOf(input).zh}`,
    });
  }
  const files: PreparedFile[] = [];
  for (const [field, file] of entries) files.push(await prepareFile(file, field, `${option}.${field}`));
  return files;
}

async function prepareFile(input: unknown, field: string, option: string): Promise<PreparedFile> {
  const given = checkKeys(input, option, ['path', 'content', 'filename', 'contentType', 'size']);
  const path = readText(given['path'], `${option}.path`);
  const { content } = given;
  if ((path === undefined) === (content === undefined)) throw invalidInput(option, EITHER);
  const contentType = readText(given['contentType'], `${option}.contentType`);
  if (contentType !== undefined) checkType(contentType, `${option}.contentType`);
  const filename = readText(given['filename'], `${option}.filename`) ?? nameOf(path, content);
  if (filename === undefined) throw invalidInput(`${option}.filename`, NO_NAME);
  const source =
    path === undefined
      ? await prepareContent(content, readWhole(given['size'], `${option}.size`, 0, Number.NaN), option)
      : await preparePath(path, option);
  checkName(filename, option);
  checkSize(source.size, option);
  return { field, filename, ...(contentType === undefined ? {} : { contentType }), ...source };
}

async function preparePath(path: string, option: string): Promise<FileSource> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
    // A file that grows meanwhile must not make the body longer than was said.
    return { size: found.size, read: () => readFilePart(path, 0, found.size) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw invalidInput(`${option}.path`, {
      en: `names a file that cannot be read (${code}); check the path and who may read it`,
      zh: `指向的文件无法读取（${code}）；请检查路径与读取权限`,
    });
  }
}

function prepareContent(content: unknown, size: number, option: string): Promise<FileSource> | FileSource {
  if (content instanceof Uint8Array) {
    return {
      size: content.byteLength,
      bytes: content,
      read: async function* read() {
        yield content;
      },
    };
  }
  if (content instanceof Blob) {
    return { size: content.size, read: () => content.stream() as unknown as AsyncIterable<Uint8Array> };
  }
  if (content instanceof Readable) return prepareStream(content, size, option);
  throw invalidInput(`${option}.content`, {
    en: `must be a Buffer, a Blob or a Readable, got ${kindOf(content).en}`,
    zh: `应为 Buffer、Blob 或 Readable，收到的是${kindOf(content).zh}`,
  });
}

function nameOf(path: string | undefined, content: unknown): string | undefined {
  if (path !== undefined) return basename(path);
  const name = content instanceof Blob && 'name' in content ? content.name : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

// It stands in the head of a part, where a line break would begin another line, or another part.
function checkType(contentType: string, option: string): void {
  if (/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:;[\x20-\x7e]*)?$/.test(contentType)) return;
  throw invalidInput(option, {
    en: `must be a media type such as image/jpeg, got ${quoteSafe(contentType).en}`,
    zh: `应为媒体类型，例如 image/jpeg，收到的是${quoteSafe(contentType).zh}`,
  });
}

function checkName(filename: string, option: string): void {
  const extension = extname(filename).slice(1).toLowerCase();
  if (FILE_EXTENSIONS.has(extension)) return;
  const known = [...FILE_EXTENSIONS].join(', ');
  const came = extension === '' ? NONE : quoteSafe(extension);
  throw invalidInput(`${option}.filename`, {
    en: `must end with an extension that the gateway takes (${known}), got ${came.en} (isv.invalid-file-extension)`,
    zh: `的扩展名不在网关支持的范围内（${[...FILE_EXTENSIONS].join('、')}），收到的是${came.zh}（isv.invalid-file-extension）`,
  });
}

const NONE = { en: 'none', zh: '没有扩展名的文件名' };

function checkSize(size: number, option: string): void {
  if (size > 0 && size <= MAX_FILE_BYTES) return;
  throw invalidInput(option, {
    en: `is ${size} bytes long; the gateway takes files of 1 byte to 50 MB (isv.invalid-file-size)`,
    zh: `大小为 ${size} 字节；网关只接受 1 字节至 50 MB 的文件（isv.invalid-file-size）`,
  });
}

const EITHER = {
  en: 'must have either `path` or `content`',
  zh: '应在 `path` 与 `content` 中二选一',
};

const NO_NAME = {
  en: 'is missing; the gateway goes by its extension, so write one such as shop.jpg',
  zh: '缺失；网关按扩展名判断文件类型，请填写文件名，例如 shop.jpg',
};
