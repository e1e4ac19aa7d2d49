/** Pairs of dropped and added things, chosen together: the best whole, not the best one first. */

export interface Pairing {
  readonly row: number;
  readonly column: number;
  /** by how much the best whole would be worse without this pair: certain pairs have no rival */
  readonly regret: number;
}

/**
 * The pairing with the largest sum. A row or column may stay alone, which counts 0; pairs that count
 * less are never made.
 */
export function assign(gains: readonly (readonly number[])[]): Pairing[] {
  const best = solve(gains);
  return best.pairs.map(([row, column]) => {
    if (gains.length + (gains[0]?.length ?? 0) > MOST_SOLVED_AGAIN) return { row, column, regret: leadOf(gains, row, column) };
    const without = gains.map((line, at) => line.map((gain, place) => (at === row && place === column ? -Infinity : gain)));
    return { row, column, regret: best.total - solve(without).total };
  });
}

/** Beyond so many things the whole is not solved again for each pair. */
const MOST_SOLVED_AGAIN = 60;

/** What the pair gains beyond the next best for either of its two. */
function leadOf(gains: readonly (readonly number[])[], row: number, column: number): number {
  const gain = gains[row]?.[column] ?? 0;
  const inRow = (gains[row] ?? []).filter((_gain, at) => at !== column);
  const inColumn = gains.flatMap((line, at) => (at === row ? [] : [line[column] ?? 0]));
  return gain - Math.max(0, ...inRow, ...inColumn);
}

/** The Hungarian method with potentials, over a square matrix in which everybody may also stay alone. */
function solve(gains: readonly (readonly number[])[]): { total: number; pairs: [number, number][] } {
  const rows = gains.length;
  const columns = gains[0]?.length ?? 0;
  const size = rows + columns;
  const cost = (row: number, column: number): number => -Math.max(0, gains[row - 1]?.[column - 1] ?? 0);
  const rowPotential = Array.from({ length: size + 1 }, (): number => 0);
  const columnPotential = Array.from({ length: size + 1 }, (): number => 0);
  const rowOf = Array.from({ length: size + 1 }, (): number => 0);
  for (let row = 1; row <= size; row++) {
    const previous = Array.from({ length: size + 1 }, (): number => 0);
    const least = Array.from({ length: size + 1 }, (): number => Infinity);
    const used = Array.from({ length: size + 1 }, (): boolean => false);
    rowOf[0] = row;
    let column = 0;
    do {
      used[column] = true;
      const current = rowOf[column] ?? 0;
      let delta = Infinity;
      let next = 0;
      for (let other = 1; other <= size; other++) {
        if (used[other] === true) continue;
        const reduced = cost(current, other) - (rowPotential[current] ?? 0) - (columnPotential[other] ?? 0);
        if (reduced < (least[other] ?? Infinity)) {
          least[other] = reduced;
          previous[other] = column;
        }
        if ((least[other] ?? Infinity) < delta) {
          delta = least[other] ?? Infinity;
          next = other;
        }
      }
      for (let other = 0; other <= size; other++) {
        if (used[other] === true) {
          const owner = rowOf[other] ?? 0;
          rowPotential[owner] = (rowPotential[owner] ?? 0) + delta;
          columnPotential[other] = (columnPotential[other] ?? 0) - delta;
        } else least[other] = (least[other] ?? Infinity) - delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    do {
      const before = previous[column] ?? 0;
      rowOf[column] = rowOf[before] ?? 0;
      column = before;
    } while (column !== 0);
  }
  const pairs: [number, number][] = [];
  let total = 0;
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column] ?? 0;
    const gain = -cost(row, column);
    if (gain <= 0) continue;
    total += gain;
    pairs.push([row - 1, column - 1]);
  }
  return { total, pairs: pairs.toSorted(([a], [b]) => a - b) };
}
