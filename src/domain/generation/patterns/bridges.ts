/** Tables in between: two references and hardly anything else. Those that lead to tags are tagging. */
import type { Pattern, Relationship } from "../../../model/generation.ts";
import type { Table } from "../facts/catalog.ts";
import { singular, wordsOf } from "../facts/words.ts";
import { isBookkeeping, isMeasure } from "./column-kinds.ts";
import { keyColumns, least, pattern, singleReferences, type Detector, type PatternContext } from "./context.ts";

const TAG_WORDS = new Set(["tag", "label", "keyword", "topic", "hashtag"]);
const WEIGHT =
  /^(?:weight|weighting|factor|share|allocation|percent|percentage|position|sort_order|ordinal|rank|order|relevance|is_primary|primary)(?:_\w+)?$|_(?:weight|factor|share|percent|pct)$/;

export const bridge: Detector = (table, context) => {
  const ends = endsOf(table, context);
  if (ends === undefined) return [];
  const [left, right] = ends;
  const keys = keyColumns(table, context);
  const rest = table.columns.filter((column) => !keys.has(column.name) && !isBookkeeping(column) && !WEIGHT.test(column.name));
  const pair = [left.columns[0] ?? "", right.columns[0] ?? ""];
  const unique = table.uniques.some((key) => key.length === 2 && pair.every((name) => key.includes(name)));
  // Without that a key of its own and rows that refer to it make it a thing.
  const incoming = (context.to.get(table.key) ?? []).length;
  if (!unique && (incoming > 0 || table.primaryKey.length > 1)) return [];
  const measures = rest.filter(isMeasure).length;
  if (rest.length > (unique ? 2 : 0) || measures > 0) return [];
  const confidence = least(left, right) * (unique ? 1 : 0.85) * (rest.length === 0 ? 1 : 0.85);
  const others = [left.target, right.target];
  const weight = table.columns.find(({ name }) => WEIGHT.test(name) && !keys.has(name));
  const columns = { left: pair[0] ?? "", right: pair[1] ?? "", ...(weight !== undefined && { weight: weight.name }) };
  const said = `${pair.join(" and ")} refer to two tables${unique ? ", unique together" : ""}, and ${rest.length === 0 ? "nothing else is in it" : `little else is in it (${rest.map(({ name }) => name).join(", ")})`}`;
  const found: Pattern[] = [pattern("bridge", table, confidence, said, { columns, others })];
  const tag = [left, right].find(({ target }) => isTagTable(context.catalog.byKey.get(target)));
  if (tag !== undefined && left.target !== right.target)
    found.push(
      pattern("tagging", table, confidence * 0.95, `one of the two is a table of tags`, {
        columns: { ...columns, tag: tag.columns[0] ?? "", tagged: (tag === left ? right : left).columns[0] ?? "" },
        others: [tag.target, (tag === left ? right : left).target],
      }),
    );
  return found;
};

/** Two references that are not to the own table; a third one makes it something else, unless the table is only keys. */
function endsOf(table: Table, context: PatternContext): readonly [Relationship, Relationship] | undefined {
  const references = singleReferences(table, context).filter(({ target, columns: [column] }) => target !== table.key && !/_by(?:_id)?$/.test(column ?? ""));
  const [left, right, third] = references;
  if (left === undefined || right === undefined) return undefined;
  if (third === undefined) return [left, right];
  // A tenant column in the key is no third end.
  const inKey = references.filter(({ columns: [column = ""] }) => table.primaryKey.includes(column));
  const [first, second, more] = inKey;
  return first !== undefined && second !== undefined && more === undefined ? [first, second] : undefined;
}

function isTagTable(table: Table | undefined): boolean {
  return table !== undefined && TAG_WORDS.has(singular(wordsOf(table.name).at(-1) ?? ""));
}
