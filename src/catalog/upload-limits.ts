/** The longest file that the gateway takes, in bytes. Source: the founding table, `isv.invalid-file-size`. */
export const MAX_FILE_BYTES: number = 50 * 1024 * 1024;

/** The extensions that the gateway takes, in lower case. Source: the founding table, `isv.invalid-file-extension`. */
export const FILE_EXTENSIONS: ReadonlySet<string> = new Set([
  'csv',
  'txt',
  'zip',
  'rar',
  'gz',
  'doc',
  'docx',
  'xls',
  'xlsx',
  'pdf',
  'bmp',
  'gif',
  'jpg',
  'jpeg',
  'png',
]);
