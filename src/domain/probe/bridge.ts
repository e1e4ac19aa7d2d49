/**
 * The table between two others: explicit keys where the domain writes them, else the names upstream
 * guesses. The guessed ones stand nowhere in the file, and a rename of them breaks the join all the same.
 */
import type { JsonValue } from "../../model/json.ts";
import { tableAlias } from "./table-name.ts";
import type { Association, Join } from "../graph/types.ts";

export interface Bridge {
  readonly table: string;
  /** column of the bridge = column of the owner */
  readonly toOwner: readonly [bridge: string, owner: string];
  /** column of the bridge = column of the target */
  readonly toTarget: readonly [bridge: string, target: string];
  /** SQL type the target's column is cast to */
  readonly targetCast?: string;
  /** column of the bridge that must equal one of the owner, and one of the target: a tenant */
  readonly scope?: { readonly bridge: string; readonly owner?: string | undefined; readonly target?: string | undefined };
  /** columns of the bridge with the value each must have */
  readonly where?: Readonly<Record<string, JsonValue>>;
}

/** `MyApp.Store.ProductTag` is the table `product_tag` for upstream as long as the module is not loaded. */
function bridgeTable(joinThrough: string): string {
  if (!/^(?:Elixir\.)?[A-Z]\w*(?:\.[A-Z]\w*)*$/.test(joinThrough)) return joinThrough;
  const last = joinThrough.split(".").at(-1) ?? joinThrough;
  return last.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase();
}

/** Upstream's guess for many to many: every trailing `s` goes, also from `address`. */
function manyToManyKey(table: string): string {
  return `${table.replace(/s+$/, "")}_id`;
}

function singular(table: string): string {
  if (table.endsWith("ies")) return `${table.slice(0, -3)}y`;
  return table.replace(/s$/, "");
}

/** The bridge of an association, with what a join that follows it overrides; `undefined` when there is none. */
export function bridgeOf(association: Association, join?: Join): Bridge | undefined {
  const { spec, owner, target } = association;
  const ownerTable = tableAlias(owner.table ?? owner.id);
  const targetTable = tableAlias(target?.table ?? association.id);
  const ownerKey = spec.owner_key ?? "id";
  const targetKey = spec.related_key ?? "id";
  const { through } = spec;
  if (through !== undefined && through !== null && !Array.isArray(through)) {
    return {
      table: through.table,
      toOwner: [through.owner_key ?? manyToManyKey(ownerTable), ownerKey],
      toTarget: [through.related_key ?? manyToManyKey(targetTable), targetKey],
      ...(typeof through.target_key_cast === "string" ? { targetCast: through.target_key_cast } : {}),
      ...(typeof through.through_scope_key === "string"
        ? {
            scope: {
              bridge: through.through_scope_key,
              owner: through.source_scope_key ?? undefined,
              target: through.target_scope_key ?? undefined,
            },
          }
        : {}),
      where: through.where ?? {},
    };
  }
  const overrides = join?.spec;
  const tagging = overrides?.type === "tagging";
  if (typeof spec.join_through === "string" || typeof overrides?.join_table === "string") {
    const keys = keyPairs(spec.join_keys);
    return {
      table: overrides?.join_table ?? bridgeTable(spec.join_through ?? ""),
      toOwner: [overrides?.main_foreign_key ?? keys[0]?.[0] ?? guess(tagging, ownerTable), keys[0]?.[1] ?? ownerKey],
      toTarget: [overrides?.tag_foreign_key ?? keys[1]?.[0] ?? guess(tagging, targetTable), keys[1]?.[1] ?? targetKey],
    };
  }
  if (!tagging) return undefined;
  return {
    table: `${singular(ownerTable)}_${targetTable}`,
    toOwner: [overrides?.main_foreign_key ?? `${singular(ownerTable)}_id`, ownerKey],
    toTarget: [overrides?.tag_foreign_key ?? `${singular(targetTable)}_id`, targetKey],
  };
}

function guess(tagging: boolean, table: string): string {
  return tagging ? `${singular(table)}_id` : manyToManyKey(table);
}

function keyPairs(keys: Association["spec"]["join_keys"]): readonly (readonly [string, string])[] {
  return keys === undefined || keys === null ? [] : Array.isArray(keys) ? keys : Object.entries(keys);
}
