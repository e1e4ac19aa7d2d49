/**
 * Values of every type of a schema: enums by their labels, domain types by their base and the constants of
 * their checks, composites, arrays and ranges by their parts. PostgreSQL reads each value and keeps it or not.
 */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import { constantsOf, loadParser, quoteLiteral } from "../../sql/index.ts";
import { builtinValues, nthValue } from "./builtin-values.ts";
import { textsLike } from "./pattern.ts";

const madeType = z.object({
  name: z.string(),
  kind: z.enum(["e", "d", "c", "r", "m"]),
  labels: z.array(z.string()),
  /** base of a domain type, subtype of a range */
  base: z.string().nullable(),
  checks: z.array(z.string()),
  attributes: z.array(z.string()),
});
type MadeType = z.infer<typeof madeType>;

const TYPES = `
select format_type(t.oid, null) as name, t.typtype as kind,
  (select coalesce(jsonb_agg(e.enumlabel order by e.enumsortorder), '[]') from pg_enum e where e.enumtypid = t.oid) as labels,
  case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod)
                 when 'r' then (select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid)
                 when 'm' then (select format_type(r.rngsubtype, null) from pg_range r where r.rngmultitypid = t.oid) end as base,
  (select coalesce(jsonb_agg(pg_get_constraintdef(k.oid)), '[]') from pg_constraint k where k.contypid = t.oid and k.contype = 'c') as checks,
  (select coalesce(jsonb_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum), '[]') from pg_attribute a
    where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as attributes
from pg_type t
where t.typtype in ('d', 'e', 'c', 'r', 'm') and (t.typtype in ('r', 'm') or t.typnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace))`;

/** A composite in a composite in a composite: deeper ones are left out. */
const DEEPEST = 4;
const MOST_VALUES = 24;

export interface TypeValues {
  /** legal values as text, an ordinary one first; empty when none is known. `hints` are tried first. */
  of(type: string, hints?: readonly string[]): readonly string[];
  /** asks PostgreSQL about many types at once; afterwards `of` knows them */
  learn(wanted: readonly { readonly type: string; readonly hints?: readonly string[] }[]): Promise<void>;
  /** the `n`th of values that all differ, where the type has that many */
  nth(type: string, n: number): string | undefined;
}

/** @throws DatabaseError, ShadowDied */
export async function readTypes(database: Database): Promise<TypeValues> {
  await loadParser();
  const made = new Map((await database.query(TYPES)).map((row) => [row["name"] as string, madeType.parse(row)]));
  const legal = new Map<string, readonly string[]>();
  const keyOf = (type: string, hints: readonly string[]): string => [type, ...hints].join("\0");
  return {
    of: (type, hints = []) => legal.get(keyOf(type, hints)) ?? [],
    nth: (type, n) => nthValue(baseOf(type, made), n),
    async learn(wanted) {
      const asked = wanted.flatMap(({ type, hints = [] }) => (legal.has(keyOf(type, hints)) ? [] : [{ type, hints }]));
      const candidates = asked.flatMap(({ type, hints }) =>
        [...new Set([...hints, ...candidatesOf(type, made, 0)])]
          .slice(0, MOST_VALUES + hints.length)
          .map((value) => ({ key: keyOf(type, hints), type, value })),
      );
      const replies = await database.batch(candidates.map(({ type, value }) => ({ kind: "run", sql: `select ${quoteLiteral(value)}::${type}` })));
      for (const { type, hints } of asked) legal.set(keyOf(type, hints), []);
      candidates.forEach(({ key, value }, at) => {
        const reply = replies[at];
        // an explicit cast cuts a text that is too long: what PostgreSQL made of it is the value
        if (reply?.ok === true) legal.set(key, [...new Set([...(legal.get(key) ?? []), reply.rows[0]?.[0] ?? value])]);
      });
    },
  };
}

function baseOf(type: string, made: ReadonlyMap<string, MadeType>): string {
  const own = made.get(type);
  return own?.kind === "d" && own.checks.length === 0 && own.base !== null ? baseOf(own.base, made) : own === undefined ? type : "";
}

function candidatesOf(type: string, made: ReadonlyMap<string, MadeType>, depth: number): readonly string[] {
  if (depth > DEEPEST) return [];
  const parts = (inner: string): readonly string[] => candidatesOf(inner, made, depth + 1);
  if (type.endsWith("[]")) {
    const elements = parts(type.slice(0, -2)).map(quoteElement);
    const [first = '""', second = first] = elements;
    return [`{${first}}`, "{}", `{${first},${second},NULL}`, ...elements.slice(2, 6).map((each) => `{${each},${each}}`)];
  }
  const own = made.get(type);
  if (own === undefined) return builtinValues(type);
  switch (own.kind) {
    case "e":
      return own.labels;
    case "d": {
      const hints = own.checks.flatMap((check) => hintsOf(check));
      return [...hints, ...parts(own.base ?? "text")];
    }
    case "c": {
      const members = own.attributes.map((attribute) => parts(attribute));
      return [0, 1, 2].map((at) => `(${members.map((values) => (at === 2 ? "" : quoteElement(values[at % Math.max(1, values.length)] ?? ""))).join(",")})`);
    }
    case "r":
    case "m": {
      const [low = "1", high = low] = parts(own.base ?? "integer");
      const ranges = [`[${low},${low}]`, `[${high},${low}]`, `[${low},${high}]`, `[${low},)`, "empty", "(,)"];
      return own.kind === "r" ? ranges : ["{}", ...ranges.map((range) => `{${range}}`)];
    }
  }
}

function quoteElement(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** What a condition is written with, and what lies beside: its constants, numbers one less and more, texts of that length, texts like its patterns. */
export function hintsOf(condition: string): string[] {
  return constantsOf(condition.replace(/^CHECK /, "").replaceAll(/\bVALUE\b/g, "value")).flatMap((constant) => {
    if (!/^-?\d+(?:\.\d+)?$/.test(constant)) return [constant, ...textsLike(constant)];
    const number = Number(constant);
    if (!Number.isSafeInteger(number)) return [constant, String(number + 1), String(number - 1)];
    const lengths = number > 0 && number <= 4096 ? [number, number - 1, number + 1].map((length) => "x".repeat(length)) : [];
    return [constant, String(number + 1), String(number - 1), `-${constant}`, ...lengths];
  });
}
