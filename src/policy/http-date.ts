const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const TIME = '(\\d\\d):(\\d\\d):(\\d\\d)';

// RFC 9110 5.6.7: what servers have to send, and two older forms that have to be understood.
const IMF_FIXDATE = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d\\d) (${MONTHS}) (\\d{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d\\d)-(${MONTHS})-(\\d\\d) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (${MONTHS}) ([ \\d]\\d) ${TIME} (\\d{4})$`);

/**
 * The instant of an HTTP date in any of its three forms, in milliseconds since the epoch; `undefined` for everything else,
 * days that no month has among it. Source: RFC 9110 5.6.7.
 *
 * @param nearMs the instant by which a year of two digits is read: never more than 50 years ahead of it
 */
export function readHttpDate(text: string, nearMs: number): number | undefined {
  const imf = IMF_FIXDATE.exec(text);
  if (imf !== null) return instantOf(imf[3], imf[2], imf[1], imf.slice(4));
  const asctime = ASCTIME.exec(text);
  if (asctime !== null) return instantOf(asctime[6], asctime[1], asctime[2], asctime.slice(3, 6));
  const short = RFC_850.exec(text);
  return short === null ? undefined : instantOf(fullYear(Number(short[3]), nearMs), short[2], short[1], short.slice(4));
}

function fullYear(twoDigits: number, nearMs: number): number {
  const nearYear = new Date(nearMs).getUTCFullYear();
  const year = nearYear - (nearYear % 100) + twoDigits;
  if (year > nearYear + 50) return year - 100;
  return year <= nearYear - 50 ? year + 100 : year;
}

function instantOf(
  year: number | string | undefined,
  month: string | undefined,
  day: string | undefined,
  [hour, minute, second]: readonly string[],
): number | undefined {
  const date = [Number(year), MONTHS.split('|').indexOf(String(month)), Number(day)] as const;
  // Seconds go to 60, for leap seconds.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const atMs = Date.UTC(...date, Number(hour), Number(minute), Number(second));
  return new Date(Date.UTC(...date)).getUTCDate() === date[2] ? atMs : undefined;
}
