/** Facts of made-up tables, as short as they can be written. */
import type { Fact } from "../../../src/model/schema-state.ts";

export interface TableSketch {
  /** `id bigint`, `user_id uuid not null default gen_random_uuid()`; a type with `?` may be empty */
  readonly columns: readonly string[];
  readonly key?: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly index?: readonly (readonly string[])[];
  /** `user_id > users(id)` */
  readonly references?: readonly string[];
  readonly checks?: readonly string[];
}

/** Tables by name; `app.users` is in another namespace than `public`. */
export function sketch(tables: Readonly<Record<string, TableSketch>>, more: readonly Fact[] = []): { readonly facts: readonly Fact[] } {
  return { facts: [...Object.entries(tables).flatMap(([name, table]) => factsOf(name.includes(".") ? name : `public.${name}`, table)), ...more] };
}

export function enumType(name: string, values: readonly string[]): Fact {
  return { key: `type:public.${name}`, payload: { variant: "enum", values } };
}

export function grant(target: string, role: string, column?: string): Fact {
  const parent = column === undefined ? `table:public.${target}` : `column:public.${target}.${column}`;
  return { key: `acl:(table:public.${target}).${role}${column === undefined ? "" : `.${column}`}`, parent, payload: { privileges: ["SELECT"], grantable: [] } };
}

function factsOf(name: string, { columns, key = ["id"], unique = [], index = [], references = [], checks = [] }: TableSketch): Fact[] {
  const parent = `table:${name}`;
  const constraint = (type: string, def: string, at: number): Fact => ({
    key: `constraint:${name}.${type}${at}`,
    parent,
    payload: { type, def, validated: true },
  });
  return [
    { key: parent, payload: { parentTable: null } },
    ...columns.flatMap((text, at): Fact[] => {
      const [column = "", ...rest] = text.split(" ");
      const [type = "integer", value] = rest.join(" ").split(" default ");
      const place = `column:${name}.${column}`;
      return [
        {
          key: place,
          parent,
          payload: { _position: at + 1, type: type.replace(/\?$/, ""), notNull: !type.endsWith("?"), identity: null, generatedExpr: null },
        },
        ...(value === undefined ? [] : [{ key: `default:${name}.${column}`, parent: place, payload: { expr: value } }]),
      ];
    }),
    ...(key.length === 0 ? [] : [constraint("p", `PRIMARY KEY (${key.join(", ")})`, 0)]),
    ...unique.map((list, at) => constraint("u", `UNIQUE (${list.join(", ")})`, at)),
    ...checks.map((text, at) => constraint("c", `CHECK (${text})`, at)),
    ...references.map((text, at) => {
      const [from = "", to = ""] = text.split(" > ");
      const [table = "", rest = ""] = to.split("(");
      return constraint("f", `FOREIGN KEY (${from}) REFERENCES ${table.includes(".") ? table : `public.${table}`}(${rest}`, at);
    }),
    ...index.map((list, at): Fact => ({
      key: `index:public.i${at}`,
      parent,
      payload: { def: `CREATE INDEX i${at} ON ${name} USING btree (${list.join(", ")})`, valid: true },
    })),
  ];
}
