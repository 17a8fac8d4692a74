import type { Dialer } from './connect.js';
import { createDialer } from './connect.js';
import { Connection } from './connection.js';
import type { Exchange } from './exchange.js';
import type { Plan } from './options.js';
import type { Route } from './route.js';

/** The connections to all origins. */
export interface Pool {
  /** Sends a request on a connection that is free, on a new one, or when its turn comes. */
  send(route: Route, exchange: Exchange): void;
  /** Ends idle connections at once and the others after their requests; resolves when none is left. */
  close(): Promise<void>;
}

/** The connections along one route. */
interface Lane {
  readonly open: () => Connection;
  /** Those that carry nothing; the last one was used last. */
  readonly free: Connection[];
  readonly all: Set<Connection>;
  readonly waiting: Set<Exchange>;
}

/** Makes an empty pool. */
export function createPool(plan: Plan): Pool {
  const lanes = new Map<string, Lane>();
  const closing: (() => void)[] = [];
  let isClosed = false;
  const tellWhenEmpty = (): void => {
    if (!isClosed || [...lanes.values()].some(({ all }) => all.size > 0)) return;
    for (const tell of closing.splice(0)) tell();
  };
  const put = (lane: Lane, exchange: Exchange, connection: Connection): void => {
    exchange.onEnd = (isReusable) => leave(lane, connection, isReusable);
    connection.carry(exchange);
  };
  const leave = (lane: Lane, connection: Connection, isReusable: boolean): void => {
    connection.putDown();
    const [next] = lane.waiting;
    const isKept = isReusable && (next !== undefined || !isClosed);
    if (!isKept) drop(lane, connection);
    if (next !== undefined) {
      lane.waiting.delete(next);
      put(lane, next, isKept ? connection : open(lane));
    } else if (isKept) lane.free.push(connection);
    tellWhenEmpty();
  };
  const send: Pool['send'] = (route, exchange) => {
    if (isClosed) {
      exchange.fail(Object.assign(new Error('The adapter is closed'), { code: 'ERR_ADAPTER_CLOSED' }));
      return;
    }
    const lane = lanes.get(route.key) ?? createLane(lanes, route, plan);
    const free = lane.free.pop();
    if (free !== undefined) put(lane, exchange, free);
    else if (lane.all.size < plan.connections) put(lane, exchange, open(lane));
    else {
      lane.waiting.add(exchange);
      exchange.onEnd = () => void lane.waiting.delete(exchange);
    }
  };
  const close = (): Promise<void> => {
    isClosed = true;
    for (const lane of lanes.values()) for (const connection of lane.free.splice(0)) drop(lane, connection);
    return new Promise((resolve) => {
      closing.push(resolve);
      tellWhenEmpty();
    });
  };
  return { send, close };
}

function open(lane: Lane): Connection {
  const connection = lane.open();
  lane.all.add(connection);
  return connection;
}

function createLane(lanes: Map<string, Lane>, route: Route, plan: Plan): Lane {
  const dialer: Dialer = createDialer(route, plan);
  const lane: Lane = {
    open: () => new Connection(route, plan, dialer, (connection) => drop(lane, connection)),
    free: [],
    all: new Set(),
    waiting: new Set(),
  };
  lanes.set(route.key, lane);
  return lane;
}

function drop({ free, all }: Lane, connection: Connection): void {
  const at = free.indexOf(connection);
  if (at !== -1) free.splice(at, 1);
  all.delete(connection);
  connection.destroy();
}
