/** The conditions an association joins by: two keys, a scope, fixed values, a table in between. */
import { quoteIdentifier } from "../../sql/quote.ts";
import type { JsonValue } from "../../model/json.ts";
import type { Association, Join } from "../graph/types.ts";
import { bridgeOf } from "./bridge.ts";
import { fail, type Draft } from "./draft.ts";
import { columnSql, tableSql } from "./table-name.ts";
import { castType, literalSql } from "./values.ts";

/** Keys of the association, unless both are missing: then upstream has nothing to join by. */
export function associationCondition(draft: Draft, association: Association, from: string, to: string): string {
  const { owner_key, related_key } = association.spec;
  if (typeof owner_key !== "string" || typeof related_key !== "string") {
    return fail(draft, { code: "domain-missing-key", message: `the association ${association.id} needs owner_key and related_key`, next: "Write both keys." });
  }
  return [`${columnSql(from, owner_key)} = ${columnSql(to, related_key)}`, ...narrowing(draft, association, from, to)].join(" AND ");
}

export interface BridgeClauses {
  readonly table: string;
  readonly toOwner: string;
  readonly toTarget: string;
}

export interface BridgeRequest {
  readonly association: Association;
  readonly join?: Join;
  readonly from: string;
  readonly to: string;
  readonly bridgeAlias: string;
}

/** The table in between with both conditions; `undefined` for an association without one. */
export function bridgeClauses(draft: Draft, { association, join, from, to, bridgeAlias }: BridgeRequest): BridgeClauses | undefined {
  const bridge = bridgeOf(association, join);
  if (bridge === undefined) return undefined;
  const cast = bridge.targetCast === undefined ? undefined : castType(bridge.targetCast);
  const target = columnSql(to, bridge.toTarget[1]);
  const { scope } = bridge;
  const inScope = (alias: string, column: string | undefined): string[] =>
    scope === undefined || column === undefined ? [] : [`${columnSql(bridgeAlias, scope.bridge)} = ${columnSql(alias, column)}`];
  return {
    table: `${tableSql(bridge.table)} AS ${quoteIdentifier(bridgeAlias)}`,
    toOwner: [
      `${columnSql(bridgeAlias, bridge.toOwner[0])} = ${columnSql(from, bridge.toOwner[1])}`,
      ...inScope(from, scope?.owner),
      ...fixed(draft, bridge.where, bridgeAlias),
    ].join(" AND "),
    toTarget: [
      `${columnSql(bridgeAlias, bridge.toTarget[0])} = ${cast === undefined ? target : `${target}::${cast}`}`,
      ...inScope(to, scope?.target),
      ...narrowing(draft, association, from, to),
    ].join(" AND "),
  };
}

function narrowing(draft: Draft, { spec }: Association, from: string, to: string): string[] {
  const { source_scope_key, target_scope_key, where } = spec;
  const scope =
    typeof source_scope_key === "string" && typeof target_scope_key === "string"
      ? [`${columnSql(from, source_scope_key)} = ${columnSql(to, target_scope_key)}`]
      : [];
  return [...scope, ...fixed(draft, where, to)];
}

/** Columns with the value each must have. */
function fixed(draft: Draft, where: Readonly<Record<string, JsonValue>> | null | undefined, alias: string): string[] {
  return Object.entries(where ?? {}).map(([column, value]) =>
    value === null ? `${columnSql(alias, column)} IS NULL` : `${columnSql(alias, column)} = ${literalSql(draft, value)}`,
  );
}
