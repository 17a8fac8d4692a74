import type { EventSourceMessage } from 'eventsource-parser';
import { createParser } from 'eventsource-parser';

/** One of the events of a v3 call that answers with a stream. */
export interface ServerSentEvent {
  /** The event's name; `message` where it has none. */
  readonly event: string;
  /** Its text, mostly JSON. */
  readonly data: string;
  readonly id?: string;
}

/**
 * Reads server-sent events out of the bytes of a reply, each as soon as it is whole. Whoever stops early lets go of the
 * connection. Nothing signs them. Source: protocol.md 5.2.
 */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent, void, undefined> {
  const ready: ServerSentEvent[] = [];
  const parser = createParser({ onEvent: (message) => ready.push(eventOf(message)) });
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
  }
  // The standard drops an event that was cut off; what a blank line has not ended is not whole.
  parser.feed(decoder.decode());
  yield* ready.splice(0);
}

function eventOf({ event, data, id }: EventSourceMessage): ServerSentEvent {
  return { event: event ?? 'message', data, ...(id === undefined ? {} : { id }) };
}
