/**
 * Names that joins add by themselves (`customer_display`, `tags_list`, ...), each with the column it
 * stands on. Upstream computes more around the column (a path, a level, a list); what a schema change can
 * break is the column.
 */
import type { Path } from "../notations/positions.ts";
import type { Reference } from "./reference.ts";
import type { Join } from "./types.ts";

export function generatedReference(joins: readonly Join[], name: string): Reference | undefined {
  for (const join of joins) {
    if (join.problem !== undefined || (name !== join.id && !name.startsWith(`${join.id}_`))) continue;
    const found = ofJoin(join, name.slice(join.id.length + 1), name === join.id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofJoin(join: Join, suffix: string, bare: boolean): Reference | undefined {
  const { spec, path } = join;
  const column = (name: string, key: string): Reference => ({
    kind: "column",
    join,
    column: name,
    type: join.target?.relation?.columns.get(name)?.type,
    uses: [path, [...path, key] satisfies Path],
  });
  if (bare) return spec.type === "dimension" && typeof spec.dimension === "string" ? column(spec.dimension, "dimension") : undefined;
  switch (spec.type) {
    case "star_dimension":
      return suffix === "display" || suffix === "facet" ? column(spec.display_field ?? "name", "display_field") : undefined;
    case "snowflake_dimension":
      return suffix === "normalized" ? column(spec.display_field ?? "name", "display_field") : undefined;
    case "tagging":
      return suffix === "list" || suffix === "filter" ? column(spec.tag_field ?? "name", "tag_field") : undefined;
    case "hierarchical":
      return hierarchy(join, suffix, column);
    case "self_join":
      return suffix === "reference" ? column(spec.target_key ?? "id", "target_key") : undefined;
    case "full_outer_join":
    case "conditional_join":
    case "lateral_join":
    case "cross_join":
      return ["coalesced", "conditional", "result", "combination"].includes(suffix) ? { kind: "row", join } : undefined;
    default:
      return undefined;
  }
}

function hierarchy({ spec, association }: Join, suffix: string, column: (name: string, key: string) => Reference): Reference | undefined {
  if (spec.hierarchy_type === "materialized_path")
    return suffix === "depth" || suffix === "path_array" ? column(spec.path_field ?? "path", "path_field") : undefined;
  if (spec.hierarchy_type === "closure_table")
    return suffix === "depth" || suffix === "descendant_count" ? column(association?.spec.related_key ?? "id", "closure_table") : undefined;
  return ["path", "level", "path_array"].includes(suffix) ? column(spec.name_field ?? "name", "name_field") : undefined;
}
