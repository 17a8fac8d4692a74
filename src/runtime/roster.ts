/** Those who are present, in no order. */
export interface Roster<Member> {
  /** Takes one in; returns how to let it go, which does nothing the second time. */
  join(member: Member): () => void;
  /** Visits each that is there now, also where that lets some of them go. */
  each(visit: (member: Member) => void): void;
  readonly size: number;
}

interface Place<Member> {
  readonly member: Member;
  /** Where it stands; -1 once it is gone. */
  at: number;
}

/**
 * Makes an empty roster, for members that come and go by the thousand. A `Set` would do, and holds on to them: V8 lets a set that
 * has been rehashed point to the next one and keep what it held, so that each of them, and all that hangs
 * on its members, outlives the calls until the next full collection.
 */
export function createRoster<Member>(): Roster<Member> {
  const places: Place<Member>[] = [];
  return {
    join: (member) => {
      const place: Place<Member> = { member, at: places.length };
      places.push(place);
      return () => leave(places, place);
    },
    each: (visit) => {
      for (const { member } of [...places]) visit(member);
    },
    get size(): number {
      return places.length;
    },
  };
}

function leave<Member>(places: Place<Member>[], place: Place<Member>): void {
  if (place.at === -1) return;
  // The last one takes the place that becomes free.
  const last = places.pop();
  if (last !== undefined && last !== place) {
    places[place.at] = last;
    last.at = place.at;
  }
  place.at = -1;
}
