import type { ServerResponse } from 'node:http';

/** The open pages, each with its stream of server-sent events. */
export interface EventStream {
  /** Takes a page in and tells it `hello` first; false where there are too many already. */
  add(response: ServerResponse, hello: unknown): boolean;
  /** Tells every page. */
  send(event: string, data: unknown): void;
  readonly size: number;
  close(): void;
}

/** How many pages there may be. */
export const MOST_PAGES = 16;
/** A page that reads so little that this much waits for it, in bytes, is sent away; it comes back by itself. */
const MOST_WAITING = 1024 * 1024;

/** Creates a stream that nobody listens to yet. */
export function createEventStream(headers: Readonly<Record<string, string>>): EventStream {
  const pages = new Set<ServerResponse>();
  const drop = (page: ServerResponse): void => {
    pages.delete(page);
    page.destroy();
  };
  return {
    add: (page, hello) => {
      if (pages.size >= MOST_PAGES) return false;
      pages.add(page);
      page.on('close', () => pages.delete(page));
      page.writeHead(200, { ...headers, 'content-type': 'text/event-stream;charset=utf-8' });
      page.write(textOf('hello', hello));
      return true;
    },
    send: (event, data) => {
      const text = textOf(event, data);
      for (const page of pages) {
        if (page.writableLength > MOST_WAITING) drop(page);
        else page.write(text);
      }
    },
    get size(): number {
      return pages.size;
    },
    close: () => {
      for (const page of pages) drop(page);
    },
  };
}

// JSON has no line breaks of its own, so one `data` line holds it.
function textOf(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
