import type { AlipayEvents, EventName, EventSource } from '../runtime/events.js';

/** What is done on events; those left out are not listened to. */
export type EventListeners = { readonly [Name in EventName]?: (event: AlipayEvents[Name]) => void };

/** Listens with all of them; returns how to stop. */
export function subscribe(events: EventSource, listeners: EventListeners): () => void {
  const stops = (Object.keys(listeners) as EventName[]).map((name) => listenTo(events, name, listeners));
  return () => {
    for (const stop of stops) stop();
  };
}

function listenTo<Name extends EventName>(events: EventSource, name: Name, listeners: EventListeners): () => void {
  const listener = listeners[name];
  return listener === undefined ? () => {} : events.on(name, listener);
}
