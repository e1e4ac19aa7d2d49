/** Facts and dimensions found against those that the head of a schema file names. A table counts in the part it plays. */
import { readFileSync } from "node:fs";
import { findPatterns } from "../../src/domain/generation/patterns/find-patterns.ts";
import { findRelationships } from "../../src/domain/generation/relationships/find-relationships.ts";
import type { Catalog } from "../../src/domain/generation/facts/catalog.ts";

export interface StarScore {
  readonly truth: number;
  readonly found: number;
  readonly right: number;
  /** `+ fact x` found and not meant, `- dimension y` meant and not found */
  readonly misses: readonly string[];
}

const PARTS = ["fact", "dimension"] as const;

/** What the comments at the top of a file say: `-- fact: a b`. */
export function meantStars(file: string): ReadonlySet<string> {
  const text = readFileSync(file, "utf8");
  return new Set(
    PARTS.flatMap((part) =>
      (new RegExp(`^-- ${part}: (.*)$`, "m").exec(text)?.[1] ?? "").split(" ").flatMap((name) => (name === "" ? [] : [`${part} ${name}`])),
    ),
  );
}

export function scoreStars(catalog: Catalog, meant: ReadonlySet<string>): StarScore {
  const patterns = findPatterns(catalog, findRelationships(catalog));
  const found = new Set(
    patterns.flatMap(({ kind, table, confidence }) =>
      confidence >= 0.5 && PARTS.some((part) => part === kind) ? [`${kind} ${catalog.byKey.get(table)?.name ?? table}`] : [],
    ),
  );
  return {
    truth: meant.size,
    found: found.size,
    right: [...found].filter((one) => meant.has(one)).length,
    misses: [...[...found].filter((one) => !meant.has(one)).map((one) => `+ ${one}`), ...[...meant].filter((one) => !found.has(one)).map((one) => `- ${one}`)],
  };
}
