/** Guesses about sketched tables, as short as they can be read. */
import { readCatalog } from "../../../src/domain/generation/facts/catalog.ts";
import { findRelationships } from "../../../src/domain/generation/relationships/find-relationships.ts";
import type { Relationship } from "../../../src/model/generation.ts";
import type { Fact } from "../../../src/model/schema-state.ts";
import { sketch, type TableSketch } from "./schema.ts";

export type Sketches = Readonly<Record<string, TableSketch>>;

export const guesses = (tables: Sketches, more: readonly Fact[] = []): readonly Relationship[] => findRelationships(readCatalog(sketch(tables, more)));

/** `orders.user_id > users.id`, for those at least as likely as not. */
export function found(tables: Sketches, more: readonly Fact[] = []): string[] {
  return guesses(tables, more)
    .filter(({ confidence }) => confidence >= 0.5)
    .map(({ table, columns, target, targetColumns }) => `${table.slice(13)}.${columns.join("+")} > ${target.slice(13)}.${targetColumns.join("+")}`);
}
