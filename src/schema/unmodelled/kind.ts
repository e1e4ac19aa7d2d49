/**
 * What a kind of object is that the planner does not know: how it is read as facts, and the statements that
 * make, change and drop one. Each kind is a file beside this one; `read.ts` and `plan.ts` know no kind.
 */
import type { NodeKey } from "../../model/identity.ts";
import type { JsonObject } from "../../model/json.ts";
import { quoteLiteral } from "../../sql/index.ts";

export interface UnmodelledKind {
  readonly kind: string;
  /**
   * SELECT of `path text[]`, `args text[]` (null where the name is the path alone), `parent text[]` (kind first,
   * null for none) and `payload jsonb`. Runs with an empty search_path, so that names come qualified. Members
   * with null are left out of the payload: what is as PostgreSQL makes it by default leaves no trace.
   */
  readonly read: string;
  /** lock its statements take on the relation they name, as the planner words it */
  readonly lock: string;
  /** made before the planner's own objects, which may need it; else after them */
  readonly first?: boolean;
  readonly create: (name: KindName, payload: JsonObject) => readonly string[];
  readonly drop: (name: KindName, payload: JsonObject) => readonly string[];
  /** undefined: this change needs a drop and a create */
  readonly alter: (name: KindName, before: JsonObject, after: JsonObject) => readonly string[] | undefined;
}

export interface KindName {
  readonly key: NodeKey;
  readonly path: readonly string[];
  readonly args: readonly string[];
  /** the first two segments of the path, quoted */
  readonly qualified: string;
}

/** A member that is text. */
export function text(payload: JsonObject, member: string): string | undefined {
  const value = payload[member];
  return typeof value === "string" ? value : undefined;
}

/** A member that is a list of texts. */
export function texts(payload: JsonObject, member: string): readonly string[] {
  const value = payload[member];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The statement that sets or takes away a comment, where it differs. */
export function commentOn(what: string, before: JsonObject, after: JsonObject): string[] {
  const comment = text(after, "comment");
  if (comment === text(before, "comment")) return [];
  return [`COMMENT ON ${what} IS ${comment === undefined ? "NULL" : quoteLiteral(comment)}`];
}

/** Objects of the database itself: neither PostgreSQL's own nor selecto's nor an extension's. */
export function ownObjects(catalog: string, oid: string, namespace: string): string {
  return `${oid} >= 16384 and ${namespace}.nspname !~ '^(pg_|information_schema$|selecto$|selecto_probe$|selecto_archive)'
    and not exists (select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and e.objid = ${oid} and e.deptype = 'e')`;
}
