/**
 * Facts, dimensions and what dimensions are spread over. A fact is a table of events or states: it refers
 * to several tables, holds numbers that are added up, and nothing refers to it. What it refers to are its
 * dimensions. Points and their sum as log odds; each point says why.
 */
import type { Pattern, Relationship } from "../../../model/generation.ts";
import type { NodeKey } from "../../../model/identity.ts";
import type { Table } from "../facts/catalog.ts";
import { wordsOf } from "../facts/words.ts";
import { isBookkeeping, isMeasure, isMoment, isTextType } from "./column-kinds.ts";
import { columnNamed, keyColumns, pattern, singleReferences, type PatternContext } from "./context.ts";

/** A table is called a fact from here on. */
const FACT = 0.6;

export function stars(context: PatternContext, bridges: ReadonlySet<NodeKey>): readonly Pattern[] {
  const facts = context.catalog.tables
    .flatMap((table) => (bridges.has(table.key) ? [] : [judgeFact(table, context)]))
    .filter(({ confidence }) => confidence >= FACT);
  const isFact = new Set(facts.map(({ table }) => table));
  const dimensions = new Map<NodeKey, { facts: Set<NodeKey>; roles: string[]; confidence: number }>();
  for (const fact of facts) {
    for (const one of dimensionReferences(fact.table, context)) {
      if (isFact.has(one.target) || one.target === fact.table) continue;
      const entry = dimensions.get(one.target) ?? { facts: new Set<NodeKey>(), roles: [], confidence: 0 };
      dimensions.set(one.target, entry);
      entry.facts.add(fact.table);
      entry.roles.push(one.columns.join("+"));
      entry.confidence = Math.max(entry.confidence, fact.confidence * one.confidence);
    }
  }
  // A bridge between a fact and its dimension brings the dimension at its other end.
  for (const key of bridges) {
    const ends = (context.from.get(key) ?? []).map(({ target }) => target);
    if (!ends.some((end) => isFact.has(end) || dimensions.has(end))) continue;
    for (const end of ends) if (!isFact.has(end) && !dimensions.has(end)) dimensions.set(end, { facts: new Set([key]), roles: [], confidence: 0.7 });
  }
  const found: Pattern[] = [...facts];
  for (const [key, { facts: used, roles, confidence }] of dimensions) {
    const table = context.catalog.byKey.get(key);
    if (table === undefined) continue;
    const shared = used.size > 1 ? `, shared by ${used.size} tables` : "";
    const playing = roles.length > used.size && used.size > 0 ? `, in several roles (${[...new Set(roles)].toSorted().join(", ")})` : "";
    found.push(pattern("dimension", table, confidence, `facts are looked at by it${shared}${playing}`, { others: [...used].toSorted() }));
    const spread = outriggers(table, context, new Set([...isFact, ...bridges]));
    if (spread.length > 0)
      found.push(
        pattern(
          "snowflake",
          table,
          confidence * 0.95,
          `its attributes are spread over ${spread.map(({ target }) => context.catalog.byKey.get(target)?.name ?? target).join(", ")}`,
          {
            others: spread.map(({ target }) => target),
            columns: Object.fromEntries(spread.map(({ columns: [column = ""], target }) => [context.catalog.byKey.get(target)?.name ?? target, column])),
          },
        ),
      );
  }
  return found;
}

function dimensionReferences(key: NodeKey, { from }: PatternContext): readonly Relationship[] {
  return (from.get(key) ?? []).filter(({ columns: [column = ""] }) => !/(?:created|updated|modified|deleted)_?by/.test(column));
}

function judgeFact(table: Table, context: PatternContext): Pattern {
  const references = dimensionReferences(table.key, context).filter(({ target }) => target !== table.key);
  const targets = new Set(references.map(({ columns }) => columns.join()));
  const keys = keyColumns(table, context);
  const plain = table.columns.filter((column) => !keys.has(column.name) && !isBookkeeping(column));
  const measures = plain.filter(isMeasure);
  const texts = plain.filter((column) => isTextType(column) && column.values === undefined && !/(?:number|no|code|status|flag)$/.test(column.name));
  const incoming = (context.to.get(table.key) ?? []).filter(({ table: other }) => other !== table.key);
  const words = wordsOf(table.name);
  const dated = references.some(({ target }) => isCalendar(context.catalog.byKey.get(target))) || plain.some(isMoment);
  const points: [number, string][] = [
    [-4, ""],
    [targets.size >= 2 ? 1 : -3, `it refers to ${targets.size} tables`],
    [targets.size >= 3 ? 1 : 0, ""],
    [targets.size >= 4 ? 0.5 : 0, ""],
    [
      measures.length >= 1 ? 1 : targets.size >= 3 && references.some(({ target }) => isCalendar(context.catalog.byKey.get(target))) ? 1.2 : -2,
      `it holds ${
        measures
          .map(({ name }) => name)
          .slice(0, 3)
          .join(", ") || "no numbers to add up"
      }`,
    ],
    [measures.length >= 2 ? 1 : 0, ""],
    [measures.length >= 3 ? 0.5 : 0, ""],
    [incoming.length === 0 ? 1 : -3, incoming.length === 0 ? "nothing refers to it" : ""],
    [dated ? 0.5 : 0, ""],
    [words.some((word) => word === "fact" || word === "fct" || word === "facts") ? 4 : 0, "its name says fact"],
    [words.some((word) => word === "dim" || word === "dimension" || word === "bridge") ? -6 : 0, ""],
    [texts.length > Math.max(1, table.columns.length * 0.3) ? -2 : 0, ""],
    [(keys.size + measures.length) / table.columns.length >= 0.6 ? 1 : 0, ""],
    // What is changed and deleted softly is a thing, not an event.
    [columnNamed(table, "deleted_at", "archived_at", "deleted") === undefined ? 0 : -1, ""],
    [columnNamed(table, "name", "title", "display_name", "description", "email") === undefined ? 0 : -2, ""],
  ];
  const sum = points.reduce((total, [value]) => total + value, 0);
  const confidence = Math.round((1 / (1 + Math.exp(-sum))) * 1000) / 1000;
  const reason = points.flatMap(([value, text]) => (value > 0 && text !== "" ? [text] : [])).join(", ");
  return pattern("fact", table, confidence, reason, {
    columns: Object.fromEntries(measures.map(({ name }, at) => [`measure ${at + 1}`, name])),
    others: [...new Set(references.map(({ target }) => target))].toSorted(),
  });
}

/** A table of days, months or hours. */
function isCalendar(table: Table | undefined): boolean {
  if (table === undefined) return false;
  const words = wordsOf(table.name);
  const parts = table.columns.filter(({ name }) => CALENDAR_PART.test(wordsOf(name).join("_")));
  if (table.columns.length > 3 * parts.length + 3) return false;
  return parts.length >= 3 || (parts.length >= 1 && words.some((word) => word === "date" || word === "calendar" || word === "time" || word === "day"));
}

const CALENDAR_PART = /^(?:[a-z]+_)?(?:year|quarter|month|week|weekday|day|hour)(?:_(?:of|in)_(?:year|quarter|month|week|day))?(?:_(?:number|num|no|name))?$/;

/** Small tables that hold what the dimension says, one step further. */
function outriggers(table: Table, context: PatternContext, not: ReadonlySet<NodeKey>): readonly Relationship[] {
  return singleReferences(table, context).filter(({ target }) => target !== table.key && !not.has(target));
}
