/** One element from one probe: the only place that turns a draft into a statement or a problem. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { NodeKey } from "../../model/identity.ts";
import type { JsonValue } from "../../model/json.ts";
import type { DomainElement } from "../../model/subject.ts";
import type { DomainGraph, Join } from "../graph/types.ts";
import type { Path } from "../notations/positions.ts";
import { createDraft, elementKey, type Draft } from "../probe/draft.ts";
import { filterSql } from "../probe/filter.ts";
import { selectorSql } from "../probe/selector.ts";

export interface ElementPlan {
  /** the path below the domain: the element's identity */
  readonly path: Path;
  readonly kind: DomainElement["kind"];
  /** below the domain's name: `customer.email`; the path when left out */
  readonly label?: string;
  /** where it stands, when that is not where its path leads */
  readonly at?: Path;
  /** what will be compiled */
  readonly content?: JsonValue | undefined;
  readonly scope?: Join;
  /** another domain, whose names these are */
  readonly within?: DomainGraph;
  readonly extensions?: readonly string[];
  readonly weak?: true;
  /** elements it is built on, beside those the statement shows */
  readonly uses?: readonly Path[];
  /** what it names outside of the domain */
  readonly nodes?: readonly NodeKey[];
  /** the whole statement */
  readonly write: (draft: Draft) => string;
}

export function makeElement(graph: DomainGraph, plan: ElementPlan): DomainElement {
  // Its names are resolved over there; where it stands is here.
  const names = plan.within === undefined ? graph : { ...plan.within, positions: graph.positions };
  const draft = createDraft({ selector: selectorSql, filter: filterSql }, names, plan.at ?? plan.path, plan.content, plan.scope);
  const sql = plan.write(draft);
  const key = elementKey(graph, plan.path);
  const [first] = draft.problems;
  const problem = first !== undefined && plan.within?.partial === true ? unsure(first) : first;
  const uses = new Set<NodeKey>([...(plan.uses ?? []).map((path) => elementKey(graph, path)), ...draft.uses, ...(plan.nodes ?? [])]);
  uses.delete(key);
  return {
    key,
    domain: graph.name,
    kind: plan.kind,
    label: [graph.name, plan.label ?? plan.path.join(".")].filter((part) => part !== "").join("."),
    position: graph.positions.key(plan.at ?? plan.path),
    ...(problem === undefined ? { sql } : { problem }),
    ...(plan.extensions !== undefined && { extensions: plan.extensions }),
    ...(plan.weak === true && { weak: plan.weak }),
    uses: [...uses].toSorted(),
  };
}

/** In a domain that was read in parts, what seems to be missing may stand in the rest. */
export function unsure(problem: Diagnostic): Diagnostic {
  return problem.severity === "error" ? { ...problem, severity: "warning", message: `${problem.message}; parts of that domain were not read` } : problem;
}
