import type { Readable } from 'node:stream';

/** A file of an upload, as a caller gives it: where it is, or what is in it. */
export type UploadFile =
  | {
      /** Read afresh for each attempt, a piece at a time. */
      readonly path: string;
      /** Default: the last part of the path. Its extension is what the gateway goes by. */
      readonly filename?: string;
      readonly contentType?: string;
    }
  | {
      /** A stream can be sent once; a short one is kept, so that it can be sent again. */
      readonly content: Uint8Array | Blob | Readable;
      readonly filename: string;
      readonly contentType?: string;
      /** How long a stream is, in bytes; not needed for one of `fs.createReadStream`. */
      readonly size?: number;
    };

/** A file that has been looked at, and can be read. */
export interface PreparedFile {
  readonly field: string;
  readonly filename: string;
  readonly contentType?: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes themselves, where they are at hand. */
  readonly bytes?: Uint8Array;
  /** True where it can be read only once. */
  readonly isOnce?: true;
  /** Reads it from its beginning, a piece at a time. */
  read(): AsyncIterable<Uint8Array>;
}

/** What is in a file, and how long it is. */
export type FileSource = Pick<PreparedFile, 'size' | 'bytes' | 'isOnce' | 'read'>;
