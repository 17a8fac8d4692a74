import { BlockList, isIP } from 'node:net';

/** A proxy that requests go through. */
export interface ProxyServer {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** What its `Proxy-Authorization` is; `undefined` where it wants none. */
  readonly authorization: string | undefined;
}

/** Reads the URL of a proxy, `http:` where it has no scheme; `undefined` for what is none. */
export function readProxyUrl(text: string): ProxyServer | undefined {
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    return undefined;
  }
  const secure = url.protocol === 'https:';
  if ((!secure && url.protocol !== 'http:') || url.hostname === '') return undefined;
  return {
    secure,
    hostname: bare(url.hostname),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authorization: url.username === '' ? undefined : basic(decode(url.username), decode(url.password)),
  };
}

/** Basic authorization, as HTTP writes it. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** A URL's host name without the brackets of an IPv6 address. */
export function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The proxy that the environment has for an origin: the variable in lower case goes before the one in capitals, that of the
 * scheme before `ALL_PROXY`. `undefined` where there is none, or `NO_PROXY` names the host.
 */
export function proxyFromEnv(origin: URL, env: Readonly<Record<string, string | undefined>>): ProxyServer | undefined {
  const read = (name: string): string => env[name] || env[name.toUpperCase()] || '';
  const text = read(`${origin.protocol.slice(0, -1)}_proxy`) || read('all_proxy');
  if (text === '' || isExempt(origin, read('no_proxy'))) return undefined;
  return readProxyUrl(text);
}

/** Whether a `NO_PROXY` names the host: as it is, as a suffix, as a network, or with a port. */
function isExempt(origin: URL, noProxy: string): boolean {
  const host = rooted(bare(origin.hostname).toLowerCase());
  const port = origin.port === '' ? (origin.protocol === 'https:' ? '443' : '80') : origin.port;
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    if (entry === '' || entry === '*') return entry === '*';
    if (entry.includes('/')) return isInNetwork(host, entry);
    const [, name = entry, itsPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    if (itsPort !== undefined && itsPort !== port) return false;
    const wanted = rooted(bare(name));
    if (wanted.startsWith('*')) return host.endsWith(wanted.slice(1));
    if (wanted.startsWith('.')) return host.endsWith(wanted);
    return host === wanted || (isLoopback(host) && isLoopback(wanted));
  });
}

// A dot at the end of a name says that it is whole, and is no part of it.
function rooted(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function isInNetwork(host: string, entry: string): boolean {
  const [base = '', bits = ''] = entry.split('/');
  const family = isIP(bare(base));
  const most = family === 4 ? 32 : 128;
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(bare(base), Number(bits), type);
  return network.check(host, type);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
