import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { attachContext, isAlipayError } from '../errors.js';
import type { CallSuccess } from './call-context.js';
import type { CallReport } from './call-report.js';
import { reportCall } from './call-report.js';
import type { CancelSource, CancelTokenLike } from './call-signal.js';
import { createCancelHub } from './call-signal.js';
import type { Engine } from './engine.js';
import type { GatewayCall } from './gateway-call.js';
import type { GatewayPlace } from './gateway-request.js';
import { readGatewayPlace, V2_PLACE } from './gateway-request.js';
import { Interruption } from './interruption.js';
import { readCall } from './read-call.js';
import { readV3Call } from './read-v3-call.js';
import { createRoster } from './roster.js';
import type { Settings } from './settings.js';
import type { StopSignal } from './stop-signal.js';
import { createStopSignal } from './stop-signal.js';
import type { Said } from './straight-way.js';
import { asInCore, createStraightWay } from './straight-way.js';
import type { FindAdapter } from './transport.js';
import { asItIs, createSender } from './transport.js';
import { prepareFiles } from './uploads/prepare-files.js';
import { WitnessedOptions } from './witness.js';

/** An engine's place on an axios instance. */
export interface Mount {
  /** Carries a call of `execute` out: through the instance, or past axios's core where nothing of the user's stands in it. */
  request(forAxios: object, said: Said): Promise<AxiosResponse>;
  /** Takes the engine off the instance; calls under way go on. */
  unmount(): void;
  /** Breaks off the calls under way and refuses new ones; resolves when what runs for tokens is over and written. */
  close(): Promise<void>;
}

// axios before 1.19 calls it unguarded where the interceptor throws.
const passOn = (error: unknown): never => {
  throw error;
};

/**
 * Mounts an engine on an axios instance: a request interceptor recognises gateway calls and puts the engine in the place of
 * the adapter that the request had, around it. So interceptors of the user's run once, above all attempts, and signing
 * happens below them, whatever their order. Source: design.md 2, resilience.md 4.
 *
 * @param isNew whether nobody else has had the instance yet
 */
export function mountEngine(
  instance: AxiosInstance,
  engine: Engine,
  settings: Settings,
  findAdapter: FindAdapter,
  isNew: boolean,
): Mount {
  const calls = createCalls(engine, settings);
  const above = (adapter: InternalAxiosRequestConfig['adapter'], place: GatewayPlace, early: CancelSource) => {
    const ours: AxiosAdapter = (final) => calls.run(final, place, findAdapter(adapter, final), early);
    return Object.assign(ours, { [ORIGINAL]: adapter });
  };
  const interceptor = (config: InternalAxiosRequestConfig): InternalAxiosRequestConfig => {
    const place = readGatewayPlace(config, settings.gateway);
    if (place === undefined) return config;
    const adapter = originalAdapter(config.adapter);
    const early = takeCancelSource(config);
    config.transformRequest = asItIs;
    config.transformResponse = asItIs;
    config.adapter = above(adapter, place, early);
    return config;
  };
  const id = instance.interceptors.request.use(interceptor, passOn, { synchronous: true });
  const goStraight = isNew ? createStraightWay(instance, interceptor) : undefined;
  const request = async (forAxios: object, said: Said): Promise<AxiosResponse> => {
    const final = Object.keys(forAxios).length === 0 ? goStraight?.(said) : undefined;
    if (final === undefined) return instance.request({ ...forAxios, ...said, method: 'post' } as AxiosRequestConfig);
    const adapter = above(originalAdapter(final.adapter), V2_PLACE, NO_SOURCE);
    final.adapter = adapter;
    return asInCore(settings.clock, () => adapter(final));
  };
  return { request, unmount: () => instance.interceptors.request.eject(id), close: calls.close };
}

const ORIGINAL: unique symbol = Symbol('the adapter below the engine');

// A config that has been through here once, such as `error.config`, can be sent again: the engine is not put around itself.
function originalAdapter(adapter: InternalAxiosRequestConfig['adapter']): InternalAxiosRequestConfig['adapter'] {
  return typeof adapter === 'function' && ORIGINAL in adapter
    ? (adapter[ORIGINAL] as InternalAxiosRequestConfig['adapter'])
    : adapter;
}

/** The calls under way on one instance. */
interface Calls {
  run(
    final: InternalAxiosRequestConfig,
    place: GatewayPlace,
    adapter: AxiosAdapter,
    early: CancelSource,
  ): Promise<AxiosResponse>;
  close(): Promise<void>;
}

function createCalls(engine: Engine, settings: Settings): Calls {
  const underWay = createRoster<StopSignal>();
  const hub = createCancelHub();
  // The prefix keeps the call ids of two instances apart in one log.
  const prefix = Math.floor(settings.random() * 36 ** 6).toString(36);
  let isClosed = false;
  let count = 0;
  return {
    run: async (final, place, adapter, early) => {
      const { alipay: options } = final as { readonly alipay?: unknown };
      const late = takeCancelSource(final);
      const way = { callId: `${prefix}-${++count}`, send: createSender(final, settings.gateway, adapter) };
      const read = place.protocol === 'v3' ? readV3Call : readCall;
      const plain = await withFiles(read(final, place, settings, way), final);
      const call = WitnessedOptions.followsUp(options) ? { ...plain, followsUp: true as const } : plain;
      const stop = createStopSignal();
      const leave = [early, late].filter((source) => source !== NO_SOURCE).map((source) => hub.follow(source, stop));
      if (isClosed) stop.stop(new Interruption('closed'));
      const end = underWay.join(stop);
      try {
        const success = await engine.run(call, stop);
        WitnessedOptions.tell(options, { node: success.node });
        return responseOf(success, call.method, final);
      } catch (error) {
        if (isAlipayError(error)) {
          WitnessedOptions.tell(options, { error });
          attachContext(error, final);
        }
        throw error;
      } finally {
        end();
        for (const one of leave) one();
      }
    },
    close: () => {
      isClosed = true;
      underWay.each((stop) => stop.stop(new Interruption('closed')));
      return engine.close();
    },
  };
}

const NO_SOURCE: CancelSource = {};

// Files are looked at before the call begins. Without any there is nothing to wait for.
function withFiles(
  call: GatewayCall,
  { alipay }: InternalAxiosRequestConfig & { readonly alipay?: { readonly files?: unknown } },
): GatewayCall | Promise<GatewayCall> {
  // Its own, and not what somebody has put on Object.prototype.
  const files = alipay !== undefined && Object.hasOwn(alipay, 'files') ? alipay.files : undefined;
  if (files === undefined) return call;
  return prepareFiles(files, 'alipay.files').then((prepared) => ({ ...call, files: prepared }));
}

// axios looks at them again after the adapter, and would drop a reply that came, or put its own error in our place.
function takeCancelSource(config: InternalAxiosRequestConfig): CancelSource {
  const { signal, cancelToken } = config;
  if (signal === undefined && cancelToken === undefined) return NO_SOURCE;
  delete config.signal;
  delete config.cancelToken;
  return {
    ...(signal ? { signal } : {}),
    ...(cancelToken ? { cancelToken: cancelToken as unknown as CancelTokenLike } : {}),
  };
}

function responseOf(
  success: CallSuccess,
  method: string,
  config: InternalAxiosRequestConfig,
): AxiosResponse & { readonly alipay: CallReport } {
  const { status, statusText, headers, request } = success.response;
  const response = { data: success.node, status, statusText, headers, config, alipay: reportCall(success, method) };
  // The request holds the signed URL; whoever asks for it gets it, a log does not.
  Object.defineProperty(response, 'request', { value: request, enumerable: false, configurable: true, writable: true });
  return response;
}
