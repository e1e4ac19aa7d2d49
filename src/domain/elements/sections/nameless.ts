/** Members of lists of names that are none. What reads the names passes over them, so they are counted here: nothing goes unexamined without a word. */
import type { JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { fail } from "../../probe/draft.ts";
import { isObject } from "../../probe/selector.ts";
import { makeElement } from "../make-element.ts";

/** @param pattern path of the list; `*` stands for every key or index */
export function namelessElements(graph: DomainGraph, pattern: Path): DomainElement[] {
  const lists = pattern.reduce<readonly [Path, JsonValue][]>(
    (found, step) => found.flatMap(([path, value]) => below(value, step).map(([key, child]): [Path, JsonValue] => [[...path, key], child])),
    [[[], graph.document]],
  );
  return lists.flatMap(([path, list]) =>
    Array.isArray(list) ? (list as readonly JsonValue[]).flatMap((member, index) => (isName(member) ? [] : [nameless(graph, [...path, index])])) : [],
  );
}

function below(value: JsonValue, step: string | number): [string | number, JsonValue][] {
  if (Array.isArray(value)) return step === "*" ? [...(value as readonly JsonValue[]).entries()] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]): [string, JsonValue][] => (child !== undefined && (step === "*" || step === key) ? [[key, child]] : []));
}

function isName(member: JsonValue): boolean {
  return typeof member === "string" || (Array.isArray(member) && (member as readonly JsonValue[]).every((part) => typeof part === "string"));
}

function nameless(graph: DomainGraph, path: Path): DomainElement {
  return makeElement(graph, {
    path,
    kind: "other",
    write: (draft) =>
      fail(draft, { code: "domain-structure", message: `${path.join(".")} should be a name`, next: "Mend this part; the rest of the domain was examined." }),
  });
}
