/** Small generated schemas and edits of them, as SQL text: tables with columns of several types, keys, checks, indexes, views, an enum. */
import fc from "fast-check";

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly fallback?: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** names of columns */
  readonly primary: readonly string[];
  readonly unique?: string;
  readonly indexed?: string;
  readonly positive?: string;
  /** a table of one column `id` that a bigint column refers to */
  readonly refers?: { readonly column: string; readonly table: string };
}

export interface View {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
}

export interface Model {
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly moods: readonly string[];
}

/** Types that a column of a name may have: each converts to the others, so that a plan can lead from any to any. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  a: ["bigint", "integer", "numeric(10,2)"],
  b: ["integer", "text", "bigint"],
  "c d": ["text", "mood", "character varying(20)"],
  É: ["timestamp with time zone", "date", "text"],
  'q"x': ["boolean", "text"],
};
const DEFAULTS: Readonly<Record<string, string>> = {
  bigint: "1",
  integer: "0",
  text: "'x'",
  "character varying(20)": "'x'",
  "numeric(10,2)": "0.5",
  boolean: "true",
  "timestamp with time zone": "now()",
  date: "'2026-01-01'",
  mood: "'ok'",
};

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const list = (names: readonly string[]): string => names.map(quote).join(", ");

const column = fc
  .constantFrom(...Object.entries(FAMILIES))
  .chain(([name, types]) => fc.record({ name: fc.constant(name), type: fc.constantFrom(...types), notNull: fc.boolean(), hasDefault: fc.boolean() }))
  .map(({ hasDefault, ...rest }): Column => ({ ...rest, ...(hasDefault && { fallback: DEFAULTS[rest.type] ?? "null" }) }));
const columns = fc.uniqueArray(column, { minLength: 1, maxLength: 4, selector: (one) => one.name });

function table(name: string): fc.Arbitrary<Table> {
  return fc
    .tuple(columns, fc.record({ hasKey: fc.boolean(), unique: fc.boolean(), indexed: fc.boolean(), positive: fc.boolean(), refers: fc.boolean() }), fc.nat(3))
    .map(([cols, has, pick]) => {
      const chosen = cols[pick % cols.length];
      const number = cols.find((one) => one.type === "integer" || one.type === "numeric(10,2)");
      const reference = cols.find((one) => one.type === "bigint");
      return {
        name,
        columns: [{ name: "id", type: "bigint", notNull: true }, ...cols],
        primary: has.hasKey ? ["id"] : [],
        ...(has.unique && chosen !== undefined && { unique: chosen.name }),
        ...(has.indexed && chosen !== undefined && { indexed: chosen.name }),
        ...(has.positive && number !== undefined && { positive: number.name }),
        ...(has.refers && reference !== undefined && { refers: { column: reference.name, table: "base" } }),
      };
    });
}

const BASE: Table = { name: "base", columns: [{ name: "id", type: "bigint", notNull: true }], primary: ["id"] };

/** A model; two of them are a change, since they share the names of tables and columns. */
export const model: fc.Arbitrary<Model> = fc
  .tuple(fc.subarray(["one", "Two", "th;ree"], { minLength: 1 }), fc.subarray(["sad", "ok", "glad"]), fc.nat(7))
  .chain(([names, moods, mask]) =>
    fc.tuple(...names.map(table)).map((tables): Model => ({
      tables: [BASE, ...tables],
      views: tables.flatMap((one, at): View[] =>
        (mask >> at) % 2 === 1 ? [{ name: `v ${one.name}`, table: one.name, columns: one.columns.slice(0, 2).map((each) => each.name) }] : [],
      ),
      moods: [...new Set(["ok", ...moods])],
    })),
  );

/** A change: what was there, and what is wanted. */
export interface Edit {
  readonly before: Model;
  readonly after: Model;
}

/** Up to `most` changes at once: reading a schema costs the same for one as for many. What fails shrinks to the one that does. */
export function edits(most: number): fc.Arbitrary<Edit[]> {
  return fc.noBias(fc.array(fc.record({ before: model, after: model }), { minLength: 1, maxLength: most, size: "max" }));
}

/** The same with labels as they are: each way is one transaction then, and rows that it refuses cost little. */
export function editsOfTables(most: number): fc.Arbitrary<Edit[]> {
  return edits(most).map((all) => all.map(({ before, after }) => ({ before, after: withMoods(after, before.moods) })));
}

function withMoods(one: Model, moods: readonly string[]): Model {
  return { ...one, moods };
}

/** Models as a schema file, each in its namespace. */
export function sqlOfMany(models: readonly Model[]): string {
  const places = models.map((one, at) => {
    const name = quote(`m;${at}`);
    return `create schema ${name};\nset search_path = ${name};\n${sqlOf(one)}`;
  });
  return [...places, "reset search_path"].join(";\n");
}

/** The model as a schema file. */
export function sqlOf({ tables, views, moods }: Model): string {
  return [
    `create type mood as enum (${moods.map((mood) => `'${mood}'`).join(", ")})`,
    ...tables.map((one) => {
      const parts = one.columns.map(
        (each) => `${quote(each.name)} ${each.type}${each.notNull ? " not null" : ""}${each.fallback === undefined ? "" : ` default ${each.fallback}`}`,
      );
      if (one.primary.length > 0) parts.push(`primary key (${list(one.primary)})`);
      if (one.unique !== undefined) parts.push(`unique (${quote(one.unique)})`);
      if (one.positive !== undefined) parts.push(`check (${quote(one.positive)} > 0)`);
      return `create table ${quote(one.name)} (${parts.join(", ")})`;
    }),
    ...tables.flatMap((one) =>
      one.refers === undefined
        ? []
        : [
            `alter table ${quote(one.name)} add constraint ${quote(`${one.name} refers`)} foreign key (${quote(one.refers.column)}) references ${quote(one.refers.table)}`,
          ],
    ),
    ...tables.flatMap((one) => (one.indexed === undefined ? [] : [`create index ${quote(`${one.name} by`)} on ${quote(one.name)} (${quote(one.indexed)})`])),
    ...views.map((view) => `create view ${quote(view.name)} as select ${list(view.columns)} from ${quote(view.table)}`),
  ].join(";\n");
}

/** Queries over a model, valid on it: by column, by star, through views, writes. */
export function queriesOf({ tables, views }: Model): string[] {
  return [
    ...tables.flatMap((one) => [
      `select * from ${quote(one.name)}`,
      `select count(*) from ${quote(one.name)}`,
      ...one.columns.map((each) => `select ${quote(each.name)} as it from ${quote(one.name)} where ${quote(each.name)} is not null`),
      `insert into ${quote(one.name)} (${list(one.columns.map((each) => each.name))}) values (${one.columns.map((_each, at) => `$${at + 1}`).join(", ")})`,
      `delete from ${quote(one.name)} where id = $1`,
    ]),
    ...views.map((view) => `select count(${quote(view.columns[0] ?? "id")}) from ${quote(view.name)}`),
  ];
}
