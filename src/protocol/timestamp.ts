const CHINA_OFFSET_MS = 8 * 3_600_000;

/**
 * The gateway's `timestamp`: `yyyy-MM-dd HH:mm:ss` in China time, computed from the epoch alone, so that neither the
 * process's time zone nor a missing zone database can change it. Source: protocol.md 1.3.
 *
 * @param atMs instant in milliseconds since the epoch
 * @throws RangeError when the instant has no four-digit year
 * @example
 * formatTimestamp(0); // '1970-01-01 08:00:00'
 */
export function formatTimestamp(atMs: number): string {
  return textOfSecond(atMs);
}

// Calls come by the thousand in a second, and all of them have the same.
const textOfSecond = onceASecond((atMs) => {
  const text = new Date(atMs + CHINA_OFFSET_MS).toISOString();
  if (text.length !== 24) throw new RangeError(`The clock gave ${atMs}, an instant without a four-digit year`);
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
});

function onceASecond(write: (atMs: number) => string): (atMs: number) => string {
  let last = { second: Number.NaN, text: '' };
  return (atMs) => {
    const second = Math.floor(atMs / 1_000);
    if (second !== last.second) last = { second, text: write(atMs) };
    return last.text;
  };
}

/**
 * The instant of a gateway `timestamp`, in milliseconds since the epoch; `undefined` where the text is not one.
 * Source: protocol.md 1.3.
 */
export function parseTimestamp(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text)) return undefined;
  const atMs = Date.parse(`${text.replace(' ', 'T')}Z`) - CHINA_OFFSET_MS;
  // Date.parse rolls 30 February over to March, which the gateway would not accept.
  return Number.isNaN(atMs) || formatTimestamp(atMs) !== text ? undefined : atMs;
}
