/** `actions` and `detail_actions`: what people may do with rows, and the fields that it needs. */
import type { DomainElement } from "../../../model/subject.ts";
import type { JsonValue } from "../../../model/json.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { isObject } from "../../probe/selector.ts";
import { columnElement, fieldElement, fieldElements, listOf, misshapen, partsAt, rootTable, textsOf, valueAt } from "./parts.ts";
import { stateElement } from "./states.ts";

export function actionElements(graph: DomainGraph): DomainElement[] {
  return [
    ...["actions", "detail_actions"].flatMap((section) => misshapen(graph, [section])),
    ...partsAt(graph, ["detail_actions"]).flatMap(([, , path]) => [
      ...fieldElements(graph, [...path, "required_fields"]),
      ...placeholders(valueAt(graph, [...path, "payload", "url_template"])).map((field) =>
        fieldElement(graph, [...path, "payload", "url_template", field], field, [...path, "payload", "url_template"]),
      ),
      ...single(graph, [...path, "payload", "target_field"]),
    ]),
    ...partsAt(graph, ["actions"]).flatMap(([, spec, path]) => [
      ...single(graph, [...path, "selection", "eligibility_field"]),
      ...listOf(spec["preconditions"]).flatMap((condition, index) => {
        const field = isObject(condition) ? condition["field"] : undefined;
        return typeof field === "string" ? [fieldElement(graph, [...path, "preconditions", index], field)] : [];
      }),
      ...transition(graph, [...path, "transition"]),
      ...partNames(valueAt(graph, [...path, "execution", "set"])).map((name) =>
        columnElement(graph, [...path, "execution", "set", name], rootTable(graph), name),
      ),
    ]),
  ];
}

function single(graph: DomainGraph, path: Path): DomainElement[] {
  const name = valueAt(graph, path);
  return typeof name === "string" ? [fieldElement(graph, path, name)] : [];
}

function transition(graph: DomainGraph, path: Path): DomainElement[] {
  const column = valueAt(graph, [...path, "field"]);
  if (typeof column !== "string") return [];
  const states = ["from", "to"].flatMap((key) => {
    const value = valueAt(graph, [...path, key]);
    return typeof value === "string" ? [value] : textsOf(value);
  });
  return [stateElement(graph, path, column, states)];
}

function partNames(value: JsonValue | undefined): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** `/orders/{{id}}` names the field `id`. */
function placeholders(template: JsonValue | undefined): string[] {
  if (typeof template !== "string") return [];
  return [...new Set([...template.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map(([, field]) => field ?? ""))];
}
