// @ts-check

/** @import { NextFunction, Request, Response } from 'express' */

/** Nothing from elsewhere is loaded, nobody frames the page, and nothing is kept in caches. */
export const HEADERS = {
  'Content-Security-Policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/**
 * Lets only this machine's own pages in. A page of another site that was led here under its own name (DNS rebinding) says so in
 * `Host`; one that sends something says so in `Origin`, and cannot send JSON without asking first, which is never granted. A till
 * that more than one machine can reach needs a login on top.
 *
 * @param {Request} request @param {Response} response @param {NextFunction} next
 */
export function guard(request, response, next) {
  const port = request.socket.localPort;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  response.set(HEADERS);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // A buyer comes back from Alipay's page by a link; whoever follows a link may see a page, and change nothing.
  const isVisit = isRead && mode === 'navigate';
  const isForeign = origin !== undefined && !hosts.some((one) => origin === `http://${one}`);
  const isFromElsewhere = !isVisit && site !== undefined && site !== 'same-origin' && site !== 'none';
  if (!hosts.includes(host.toLowerCase()) || isForeign || isFromElsewhere) {
    return void response.status(403).json({ error: '其他站点不能使用本页 Another site may not use this page' });
  }
  if (!isRead && !request.is('application/json')) {
    return void response.status(415).json({ error: '请求体须为 application/json The body has to be application/json' });
  }
  next();
}
