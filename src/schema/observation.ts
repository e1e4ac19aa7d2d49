/**
 * Two dumps of pg_dump compared, object by object. The second opinion on whether two states are equal:
 * what the planner does not read cannot pass as equal here. Knows the layout of a dump and what of it
 * says nothing about the schema; knows no database.
 */
import { stablePrint } from "./stable-print.ts";

/** One object that two dumps tell differently. */
export interface ObservedDifference {
  /** as the dump titles it: `TABLE public.users` */
  readonly object: string;
  /** the first line that only the wanted state has */
  readonly wanted?: string;
  /** the first line that only the found state has */
  readonly found?: string;
}

const TITLE = /^-- Name: (.*); Type: (.*); Schema: (.*); Owner: .*$/;
/** Settings that the dump changes between objects. */
const SETTING = /^(?:SET default_(?:tablespace|table_access_method|toast_compression) = .*|SET check_function_bodies = .*);$/;
/** Options of a column; some builds of PostgreSQL keep notes of their own there, which no SQL can set and which differ from table to table. */
const COLUMN_OPTIONS = /^(ALTER TABLE ONLY .* ALTER COLUMN .* SET \()([^()]*)(\);)$/;
const REAL_OPTION = /^n_distinct(?:_inherited)?=/;
/** Whose members may stand in another order: PostgreSQL cannot restore it, and column order has its own fingerprint. */
const UNORDERED = /^(?:TABLE|FOREIGN TABLE|MATERIALIZED VIEW|TYPE) /;
/** Names of NOT NULL constraints exist since PostgreSQL 18 only, and follow no rename: they are no part of a schema's promise. */
const NOT_NULL_NAME = /\bCONSTRAINT (?:"(?:[^"]|"")+"|[^\s"]+) NOT NULL\b/g;
/** Whose options may be secrets: that a value differs may be said, the value may not. */
const SECRETIVE = /^(?:FOREIGN DATA WRAPPER|FOREIGN TABLE|SERVER|USER MAPPING|SUBSCRIPTION) /;
const FRAME = /^-- PostgreSQL database dump(?: complete)?$/;
const OPTIONS = /\bWITH \(([^()]*)\)/g;

/** Version of the pg_dump that wrote it. */
export function dumpVersion(dump: string): string {
  return /^-- Dumped by pg_dump version (\S+)/m.exec(dump)?.[1] ?? "of unknown version";
}

/** What differs, sorted by object; empty exactly when the dumps tell the same schema up to column order. */
export function compareObservations(wanted: string, found: string): ObservedDifference[] {
  const [want, have] = [objectsOf(wanted), objectsOf(found)];
  return [...new Set([...want.keys(), ...have.keys()])].toSorted().flatMap((object): ObservedDifference[] => {
    const [before, after] = [want.get(object) ?? [], have.get(object) ?? []];
    if (before.join("\n") === after.join("\n")) return [];
    const [missing, extra] = [firstOnly(before, after), firstOnly(after, before)];
    const shown = (line: string): string => (SECRETIVE.test(object) ? line.replaceAll(/'(?:[^']|'')*'/g, "'...'") : line);
    return [{ object, ...(missing !== undefined && { wanted: shown(missing) }), ...(extra !== undefined && { found: shown(extra) }) }];
  });
}

/** The first line that the other has not, counting repeats; of texts with the same lines, the first out of place. */
function firstOnly(lines: readonly string[], others: readonly string[]): string | undefined {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  const only = lines.find((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
  return (only ?? (lines.length === others.length ? lines.find((line, at) => line !== others[at]) : undefined))?.trim();
}

/** Title -> lines that mean something. */
function objectsOf(dump: string): Map<string, string[]> {
  const objects = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of dump.split("\n")) {
    const title = TITLE.exec(line);
    // of a dump in parts the next one begins, or this one ends; what stands around its objects is no object's
    if (FRAME.test(line)) current = undefined;
    else if (title !== null) {
      const [, name = "", type = "", namespace = ""] = title;
      const object = `${name.startsWith(`${type} `) ? "" : `${type} `}${namespace === "-" ? "" : `${namespace}.`}${name}`;
      current = objects.get(object) ?? [];
      objects.set(object, current);
    } else if (current !== undefined && line !== "" && line !== "--" && !SETTING.test(line)) {
      current.push(...plainLine(line));
    }
  }
  for (const [object, lines] of objects) {
    // the labels of an enum have an order; the members of the others are columns
    if (UNORDERED.test(object) && !lines.some((line) => line.includes(" AS ENUM (")))
      objects.set(object, lines.map((line) => line.replace(/,$/, "")).toSorted());
  }
  return objects;
}

/** The line without what says nothing; none where nothing is left. */
function plainLine(line: string): string[] {
  const [, head = "", options = "", tail = ""] = COLUMN_OPTIONS.exec(line) ?? [];
  if (head !== "") {
    const real = options.split(/,\s*/).filter((option) => REAL_OPTION.test(option));
    return real.length === 0 ? [] : [`${head}${real.join(", ")}${tail}`];
  }
  return [
    stablePrint(line)
      .replaceAll(NOT_NULL_NAME, "NOT NULL")
      .replaceAll(OPTIONS, (_whole, given: string) => `WITH (${given.split(/,\s*/).toSorted().join(", ")})`),
  ];
}
