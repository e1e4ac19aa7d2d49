/** Which known name somebody probably meant. Pure text; knows nothing of what the names name. */

/**
 * Edits between two names: insert, delete, replace, or swap neighbours, each counts 1 (optimal string
 * alignment). Stops counting past `limit` and answers `limit + 1`.
 */
export function editDistance(left: string, right: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? limit + 1;
}

/**
 * The known name nearest to `name`, when it is near enough to be a typing error: a third of its
 * letters, three at most. Case does not count. The first of equals in sorted order, so that the
 * answer does not depend on the order of `known`.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  return nearestNames(name, known)[0];
}

/** All names that are equally near, sorted: what is meant is certain only where there is one. */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  const wanted = name.slice(0, 200).toLowerCase();
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  let nearest: { readonly names: readonly string[]; readonly distance: number } = { names: [], distance: limit };
  for (const candidate of [...new Set(known)].toSorted()) {
    if (candidate === name) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), nearest.distance);
    if (distance > nearest.distance) continue;
    nearest = { names: distance < nearest.distance ? [candidate] : [...nearest.names, candidate], distance };
  }
  return [...nearest.names];
}
