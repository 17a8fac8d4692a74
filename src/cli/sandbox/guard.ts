import type { IncomingMessage } from 'node:http';

/** An answer that is no page: a status and a sentence. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

const NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

// Only browsers say it.
const OWN_SITES: readonly unknown[] = [undefined, 'none', 'same-origin'];

/**
 * Why a request to the page or its switches is refused. A browser that was led here under a foreign name (DNS rebinding) says
 * so in `Host`; a foreign page that sends something says so in `Origin`, and cannot send JSON without asking first.
 */
export function refuseRequest({ method, headers }: IncomingMessage, port: number): Refusal | undefined {
  const hosts = NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  if (!hosts.includes((headers.host ?? '').toLowerCase())) {
    return { status: 403, text: `This host is not served here; open http://127.0.0.1:${port}/` };
  }
  if (method !== 'GET' && method !== 'POST') return { status: 405, text: 'GET and POST are all there is' };
  const { origin } = headers;
  const isForeign = origin !== undefined && !hosts.some((host) => origin === `http://${host}`);
  // Whoever follows a link to the page may see it; whoever builds it into another page may not.
  const isVisit = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  if (isForeign || (!isVisit && !OWN_SITES.includes(headers['sec-fetch-site']))) {
    return { status: 403, text: 'Another page may not use this one' };
  }
  if (method === 'GET') return undefined;
  const isJson = /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
  return isJson ? undefined : { status: 415, text: 'The body has to be application/json' };
}
