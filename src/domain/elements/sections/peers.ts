/** What a domain names of another domain: resolved over there, and asked of PostgreSQL like everything else. */
import type { JsonValue } from "../../../model/json.ts";
import type { DomainElement } from "../../../model/subject.ts";
import type { DomainGraph } from "../../graph/types.ts";
import type { Path } from "../../notations/positions.ts";
import { failOpaque, type Draft } from "../../probe/draft.ts";
import { selectStatement } from "../../probe/from-clause.ts";
import { makeElement } from "../make-element.ts";
import { listOf, namePart } from "./parts.ts";

/** One element whose names are the other domain's; unknown where there is no such domain. */
export function peerElement(graph: DomainGraph, path: Path, other: JsonValue | undefined, write: (draft: Draft) => string, at: Path = path): DomainElement {
  const peer = typeof other === "string" ? graph.peers(other) : undefined;
  return makeElement(graph, {
    path,
    kind: "other",
    at,
    ...(peer !== undefined && { within: peer }),
    write: (draft) =>
      peer === undefined && typeof other === "string"
        ? failOpaque(draft, `no domain ${other} is read here, so what is named of it is not examined`)
        : write(draft),
  });
}

/** A field of the other domain. */
export function peerField(graph: DomainGraph, path: Path, other: JsonValue | undefined, field: JsonValue | undefined, at: Path = path): DomainElement[] {
  // Without the other domain one unknown is enough: the part itself.
  if (typeof field !== "string" || typeof other !== "string" || graph.peers(other) === undefined) return [];
  return [peerElement(graph, path, other, (draft) => selectStatement(draft, draft.compile.selector(draft, field)), at)];
}

/** Fields of the other domain that a list at the path names. */
export function peerFields(graph: DomainGraph, path: Path, other: JsonValue | undefined, list: JsonValue | undefined): DomainElement[] {
  return listOf(list).flatMap((field, index) => (typeof field === "string" ? peerField(graph, [...path, field], other, field, [...path, index]) : []));
}

/** Parts of the other domain, by their ids. */
export function namesParts(parts: readonly (readonly [registry: Path, id: JsonValue | undefined])[]): (draft: Draft) => string {
  return (draft) => {
    for (const [registry, id] of parts) if (typeof id === "string") namePart(draft, registry, id);
    return selectStatement(draft, "1");
  };
}
