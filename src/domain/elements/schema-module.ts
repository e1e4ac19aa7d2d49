/** The Ecto schema that a relation says it is about: `schema_module: MyApp.Accounts.User`. Only a name here; whether there is one is asked elsewhere. */
import type { SchemaModule } from "../../model/domain.ts";
import type { DomainGraph, Relation } from "../graph/types.ts";

/** The module's full name, also of an exported one (`Elixir.MyApp.User`). */
export function schemaModuleOf({ spec }: Relation): string | undefined {
  const written = spec["schema_module"];
  return typeof written === "string" && written !== "" ? written.replace(/^Elixir\./, "") : undefined;
}

export function schemaModules(graph: DomainGraph): readonly SchemaModule[] {
  return [graph.root, ...graph.schemas.values()].flatMap((relation) => {
    const module = schemaModuleOf(relation);
    if (module === undefined) return [];
    return [{ module, ...(relation.table !== undefined && { table: relation.table }), position: graph.positions.value([...relation.path, "schema_module"]) }];
  });
}
