/**
 * `option_provider` of filters, columns and custom columns: where the choices come from. One of an Ecto schema names a field,
 * which is a column; the module is that of a table of the domain, by `schema_module` or by its name.
 */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { DomainElement } from "../../model/subject.ts";
import type { DomainGraph, Relation } from "../graph/types.ts";
import type { Path } from "../notations/positions.ts";
import { failOpaque } from "../probe/draft.ts";
import { isObject } from "../probe/selector.ts";
import { tableAlias } from "../probe/table-name.ts";
import { makeElement } from "./make-element.ts";
import { namesParts, peerElement, peerField } from "./sections/peers.ts";
import { columnsStatement, partsAt } from "./sections/parts.ts";

export function optionProviderElements(graph: DomainGraph, relations: readonly Relation[]): DomainElement[] {
  const places: Path[] = [
    ["filters"],
    ["custom_columns"],
    ...relations.map(({ path }): Path => [...path, "columns"]),
    ...graph.joins
      .filter(({ implicit }) => !implicit)
      .flatMap(({ path }) => ["filters", "custom_filters", "custom_columns"].map((key): Path => [...path, key])),
  ];
  return places.flatMap((at) =>
    partsAt(graph, at).flatMap(([, spec, path]) =>
      isObject(spec["option_provider"]) ? providerElements(graph, [...path, "option_provider"], spec["option_provider"]) : [],
    ),
  );
}

function providerElements(graph: DomainGraph, path: Path, provider: JsonObject): DomainElement[] {
  const { type, schema, field, domain } = provider;
  if (typeof schema === "string" && typeof field === "string") {
    const table = tableOf(graph, schema);
    return [
      makeElement(graph, {
        path,
        kind: "other",
        at: [...path, "field"],
        write: (draft) =>
          table === undefined
            ? failOpaque(draft, `${schema} is the module of no table that is known here, so its field ${field} is not examined`)
            : columnsStatement(table, [field]),
      }),
    ];
  }
  if (typeof domain === "string")
    return [
      peerElement(graph, path, domain, namesParts([])),
      ...["value_field", "label_field", "display_field"].flatMap((key) => peerField(graph, [...path, key], domain, provider[key])),
    ];
  return type === "query"
    ? [makeElement(graph, { path, kind: "other", write: (draft) => failOpaque(draft, "a query of the application gives the choices") })]
    : [];
}

/** The table of an Ecto schema: one that names the module, else one that is called like it, in the singular or the plural. */
function tableOf({ root, schemas }: DomainGraph, module: string): string | undefined {
  const relations = [root, ...schemas.values()];
  const bare = (name: JsonValue | undefined): string | undefined => (typeof name === "string" ? name.replace(/^Elixir\./, "") : undefined);
  const named = relations.find(({ spec }) => bare(spec["schema_module"] as JsonValue | undefined) === bare(module));
  if (named?.table !== undefined) return named.table;
  const word = (module.split(".").at(-1) ?? module).replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase();
  const spellings = new Set([word, `${word}s`, `${word}es`, word.replace(/y$/, "ies")]);
  return relations.find(({ table }) => table !== undefined && spellings.has(tableAlias(table)))?.table;
}
