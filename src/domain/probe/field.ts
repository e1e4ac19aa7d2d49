/** A resolved field reference as SQL; what it rests on is noted in the draft. */
import type { JsonValue } from "../../model/json.ts";
import { resolveReference } from "../graph/reference.ts";
import { suggest } from "../graph/relations.ts";
import type { CustomColumnSpec } from "../structure/registries.ts";
import type { Path } from "../notations/positions.ts";
import type { Join } from "../graph/types.ts";
import { elementKey, fail, failOpaque, type Draft } from "./draft.ts";
import { columnSql } from "./table-name.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";

/** An expression, and what the domain says its values are. */
export interface FieldSql {
  readonly sql: string;
  readonly type: JsonValue | undefined;
  /** a path into a JSON column: its values come as text whatever they are */
  readonly isPath?: true;
}

/** Writes a reference; an unknown one becomes the draft's problem. */
export function fieldSql(draft: Draft, written: string): FieldSql {
  const found = resolveReference(draft.graph, written, draft.scope);
  const nothing = (sql: string): FieldSql => ({ sql, type: undefined });
  switch (found.kind) {
    case "column": {
      for (const path of found.uses) draft.uses.add(elementKey(draft.graph, path));
      const sql = columnSql(enter(draft, found.join), found.column);
      return found.keys === undefined ? { sql, type: found.type } : { sql: jsonText(sql, found.keys), type: undefined, isPath: true };
    }
    case "custom": {
      const { spec, path } = found.column;
      draft.uses.add(elementKey(draft.graph, path));
      enter(draft, found.join);
      const sql = unlessCircular(draft, path, () => customColumnSql(scoped(draft, found.join), spec));
      return { sql, type: spec.type === "custom_column" ? undefined : spec.type };
    }
    case "computed":
      draft.uses.add(elementKey(draft.graph, found.path));
      return { sql: unlessCircular(draft, found.path, () => draft.compile.selector(scoped(draft, undefined), found.expression)), type: found.type };
    case "row":
      return nothing(`(${quoteIdentifier(enter(draft, found.join))} IS NOT NULL)`);
    case "member":
      draft.members.add(found.member);
      draft.uses.add(elementKey(draft.graph, found.member.path));
      return nothing(columnSql(found.member.alias, found.column));
    case "broken-join":
      draft.uses.add(elementKey(draft.graph, found.join.path));
      return nothing(
        fail(draft, {
          code: "domain-field-of-broken-join",
          message: `${written} is behind the join ${found.join.id}, which leads nowhere`,
          next: `Mend ${found.join.path.join(".")} first.`,
        }),
      );
    case "none":
      return nothing(fail(draft, found));
  }
}

/** Whether a text is a field here at all. */
export function isField(draft: Draft, written: string): boolean {
  const found = resolveReference(draft.graph, written, draft.scope);
  return found.kind !== "none" || found.code !== "domain-unknown-field";
}

/** The alias of a join, or of the root, which from now on is part of the statement. */
function enter(draft: Draft, join: Join | undefined): string {
  if (join === undefined) return draft.rootAlias;
  draft.joins.add(join);
  draft.uses.add(elementKey(draft.graph, join.path));
  return join.alias;
}

/** The same draft with another owner of bare names. */
function scoped(draft: Draft, scope: Join | undefined): Draft {
  const { scope: _, ...rest } = draft;
  return scope === undefined ? rest : { ...rest, scope };
}

function jsonText(column: string, keys: readonly string[]): string {
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? `(${column} ->> ${quoteLiteral(only)})` : `(${column} #>> ARRAY[${keys.map(quoteLiteral).join(", ")}])`;
}

/** The expression of a custom column; bare names are of the draft's scope first. */
export function customColumnSql(draft: Draft, custom: CustomColumnSpec): string {
  if (typeof custom.requires_join === "string") {
    const { prefixes } = draft.graph;
    const join = prefixes.get(custom.requires_join);
    if (join === undefined)
      return fail(draft, {
        code: "domain-unknown-join",
        message: `requires_join names ${custom.requires_join}, which is no join${suggest(custom.requires_join, prefixes.keys())}`,
        next: "Name a join of the domain.",
      });
    enter(draft, join);
  }
  if (typeof custom.field === "string") return columnSql(draft.scope?.alias ?? draft.rootAlias, custom.field);
  if (custom.select !== undefined && custom.select !== null) return draft.compile.selector(draft, custom.select);
  const required = custom.requires_select;
  if (Array.isArray(required) && required.length > 0) return required.map((field) => fieldSql(draft, field).sql).join(", ");
  if (required !== undefined && required !== null && !Array.isArray(required))
    return failOpaque(draft, "a function of the application decides what the column selects");
  return failOpaque(draft, "the column names nothing of the database: what it shows is up to the application");
}

function unlessCircular(draft: Draft, path: Path, write: () => string): string {
  const name = path.join(".");
  if (draft.expanding.has(name)) return fail(draft, { code: "domain-circular-column", message: `${name} is built on itself`, next: "Break the circle." });
  draft.expanding.add(name);
  const sql = write();
  draft.expanding.delete(name);
  return sql;
}
