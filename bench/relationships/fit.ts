/**
 * Moves the weights towards what makes the declared foreign keys of the training schemas likeliest, and
 * holds them near the reasoned values they start from. Plain gradient ascent: the problem is small.
 */
import type { Catalog } from "../../src/domain/generation/facts/catalog.ts";
import { weighColumns } from "../../src/domain/generation/relationships/decide.ts";
import { WEIGHTS, type Feature, type Weights } from "../../src/domain/generation/relationships/weights.ts";

/** How strongly a weight is held where it was: one unit away costs as much as this many wrong columns. */
const HOLD = 4;

export function fit(
  catalogs: readonly { readonly catalog: Catalog; readonly truth: ReadonlySet<string>; readonly unsure: (key: string) => boolean }[],
): Weights {
  let weights: Record<Feature, number> = { ...WEIGHTS };
  const names = Object.keys(WEIGHTS) as Feature[];
  for (let round = 0; round < 12; round++) {
    const columns = catalogs.flatMap(({ catalog, truth, unsure }) =>
      weighColumns(catalog, weights).choices.flatMap(({ table, column, options }) => {
        const keys = options.map((option) => `${table.table.key}(${column.column.name})>${option.target.table.key}(${option.targetColumn.column.name})`);
        const right = keys.findIndex((key) => truth.has(key));
        const referring = [...truth].some((key) => key.startsWith(`${table.table.key}(${column.column.name})`));
        if (right < 0 && (referring || keys.some(unsure))) return [];
        return [{ features: options.map((option) => option.features), right }];
      }),
    );
    for (let step = 0; step < 60; step++) {
      const gradient = Object.fromEntries(names.map((name) => [name, -HOLD * (weights[name] - WEIGHTS[name])])) as Record<Feature, number>;
      for (const { features, right } of columns) {
        const odds = features.map((one) => Math.exp(names.reduce((sum, name) => sum + (name === "bias" ? 1 : (one[name] ?? 0)) * weights[name], 0)));
        const total = odds.reduce((sum, one) => sum + one, 1);
        for (const [at, one] of features.entries()) {
          const error = (at === right ? 1 : 0) - (odds[at] ?? 0) / total;
          for (const name of names) gradient[name] += error * (name === "bias" ? 1 : (one[name] ?? 0));
        }
      }
      weights = Object.fromEntries(names.map((name) => [name, weights[name] + 0.01 * gradient[name]])) as Record<Feature, number>;
    }
  }
  return Object.fromEntries(names.map((name) => [name, Math.round(weights[name] * 10) / 10])) as Record<Feature, number>;
}
