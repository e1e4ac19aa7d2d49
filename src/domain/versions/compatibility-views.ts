/** The statements that make the views of a former version, and those that take them away. Text only; what is in them was found by asking. */
import type { CompatibilityColumn, CompatibilityView } from "../../model/compatibility.ts";
import { nameOf, parseNodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/index.ts";
import { triggerStatements, type TriggerPlan } from "./compatibility-triggers.ts";

/** A privilege on the present relation; the grantee `PUBLIC` has no quotes. */
export interface ViewGrant {
  readonly grantee: string;
  readonly privilege: string;
}

export interface ViewPlan extends Pick<CompatibilityView, "relation" | "now"> {
  /** `behind`: the present column that holds the values */
  readonly columns: readonly (CompatibilityColumn & { readonly sql: string; readonly behind?: string })[];
  readonly grants: readonly ViewGrant[];
  /** for what PostgreSQL cannot write through the view by itself */
  readonly triggers?: TriggerPlan;
}

/** What the comment of a namespace begins with that is kept for a domain. */
const MARK = "selecto keeps ";

/** `Order 1.4.0` as the comment on its namespace says it. */
export function namespaceComment(domain: string, version: string | null, path: readonly string[]): string {
  return `${MARK}${domain}@${version ?? "?"}: read it with search_path = ${path.join(", ")}`;
}

/** The domain and version a namespace is kept for, by its comment; undefined for any other namespace. */
export function readNamespaceComment(comment: string): { readonly domain: string; readonly version: string } | undefined {
  const [, domain, version] = /^selecto keeps (.+)@(\S+): read it/.exec(comment) ?? [];
  return domain === undefined || version === undefined ? undefined : { domain, version };
}

/**
 * `Order` 1.4.2 is kept in `order_v1`; before 1.0.0 minor versions break, so 0.3.1 is `order_v0_3`. Undefined for a
 * document without a version, and for a name that leaves nothing to build on.
 */
export function namespaceFor(domain: string, version: string | null): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version ?? "") ?? [];
  const base = domain
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  if (major === undefined || base === "") return undefined;
  return `${base.slice(0, 48)}_v${major === "0" ? `0_${minor}` : major}`;
}

/**
 * In the order in which they run.
 *
 * @param path where triggers of the present tables find what they name, quoted
 */
export function viewStatements(namespace: string, comment: string, views: readonly ViewPlan[], invoker: boolean, path: readonly string[]): string[] {
  const schema = quoteIdentifier(namespace);
  const users = [...new Set(views.flatMap(({ grants }) => grants.map(({ grantee }) => grantee)))].toSorted();
  return [
    `CREATE SCHEMA ${schema};`,
    `COMMENT ON SCHEMA ${schema} IS ${quoteLiteral(comment)};`,
    ...users.map((user) => `GRANT USAGE ON SCHEMA ${schema} TO ${user};`),
    ...views.flatMap((view, place) => {
      const name = quoteQualified(namespace, lastOf(view.relation));
      const columns = view.columns.map(({ sql, name: column }) => `  ${sql} AS ${quoteIdentifier(column)}`).join(",\n");
      return [
        `CREATE VIEW ${name}${invoker ? " WITH (security_invoker = true)" : ""} AS\nSELECT\n${columns}\nFROM ${relationSql(view.now)};`,
        `COMMENT ON VIEW ${name} IS ${quoteLiteral(`${nameOf(view.relation)} as it was; it reads ${nameOf(view.now)}`)};`,
        ...view.grants.map(({ grantee, privilege }) => `GRANT ${privilege} ON ${name} TO ${grantee};`),
        ...(view.triggers === undefined ? [] : triggerStatements(namespace, view, view.triggers, place, path)),
      ];
    }),
  ];
}

/** Without CASCADE: what somebody else built on the views is not dropped with them. */
export function dropStatements(namespace: string, views: readonly string[], functions: readonly string[]): string[] {
  return [
    ...views.map((view) => `DROP VIEW ${quoteQualified(namespace, view)};`),
    ...functions.map((name) => `DROP FUNCTION ${quoteQualified(namespace, name)}();`),
    `DROP SCHEMA ${quoteIdentifier(namespace)};`,
  ];
}

/** A relation with its namespace, quoted. */
export function relationSql(key: string): string {
  return quoteQualified(...parseNodeKey(key).path);
}

function lastOf(key: string): string {
  return parseNodeKey(key).path.at(-1) ?? "";
}
