/**
 * The known names that are nearest to what somebody typed, best first; none where nothing is near. Case and punctuation do not
 * count, a letter too many, too few or swapped does, and a beginning that is the same is as good as a near miss.
 *
 * @param most how many at the most
 * @example
 * nearestOf('signatur', ['signature', 'encrypt'], 1); // ['signature']
 */
export function nearestOf(typed: string, known: readonly string[], most: number): readonly string[] {
  const plainTyped = plain(typed);
  if (plainTyped === '') return [];
  return known
    .map((name) => ({ name, distance: distanceOf(plainTyped, plain(name)) }))
    .filter(({ name, distance }) => distance < 2 + Math.min(3, Math.floor(plain(name).length / 4)))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

function plain(text: string): string {
  return text
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z\d]/g, '');
}

function distanceOf(typed: string, name: string): number {
  if (typed === name) return 0;
  const edits = editsBetween(typed, name);
  // Of several that begin so, the one with the least behind it comes first.
  return typed.length >= 3 && name.startsWith(typed) ? Math.min(edits, 1 + edits / 1_000) : edits;
}

// Optimal string alignment: insertions, deletions, substitutions, and neighbours that are swapped.
function editsBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
