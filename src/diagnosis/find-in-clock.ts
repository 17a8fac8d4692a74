import type { Text } from '../catalog/rows.js';
import type { Finding } from './finding.js';
import { fillRow } from './finding.js';
import type { RefusedScene } from './scene.js';
import { SETUP_ROWS } from './setup-rows.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Less is not a wrong clock: the seconds of a `Date` and of the way. */
const LEAST_OFF_MS = 2 * MINUTE_MS;
/** The furthest time zone from UTC. */
const FURTHEST_ZONE_HOURS = 14;
/** So far from a whole hour it is a clock in another time zone that also goes a little wrong. */
const NEAR_HOUR_MS = 5 * MINUTE_MS;

/** What is wrong with the clock, where the gateway's `Date` shows it: a time zone, or the time itself. Source: protocol.md 1.3. */
export function findInClock({ clockOffByMs }: RefusedScene): readonly Finding[] {
  if (clockOffByMs === undefined || Math.abs(clockOffByMs) < LEAST_OFF_MS) return [];
  const offMs = Math.abs(clockOffByMs);
  const direction = clockOffByMs > 0 ? BEHIND : AHEAD;
  const hours = Math.round(offMs / HOUR_MS);
  const isZone = hours >= 1 && hours <= FURTHEST_ZONE_HOURS && Math.abs(offMs - hours * HOUR_MS) <= NEAR_HOUR_MS;
  if (isZone) {
    const fill = { direction, hours: String(hours) };
    return [{ cause: 'clock.time-zone', ...fillRow(SETUP_ROWS['clock.time-zone'], fill) }];
  }
  const fill = { direction, minutes: String(Math.round(offMs / MINUTE_MS)) };
  return [{ cause: 'clock.wrong', ...fillRow(SETUP_ROWS['clock.wrong'], fill) }];
}

const BEHIND: Text = { zh: '慢', en: 'behind' };
const AHEAD: Text = { zh: '快', en: 'ahead of' };
