/** Everything of a state that gets a verdict: its queries, the elements of its domains, the parts of its Ecto schemas. */
import { elementToSubject } from "../domain/element-subject.ts";
import { collectSchemas } from "../ecto/schemas.ts";
import { ectoSubjects } from "../ecto/subjects.ts";
import type { Subject } from "../model/subject.ts";
import { toSubject } from "../query/index.ts";
import type { StateSource } from "./state-source.ts";

export function subjectsOf(state: Pick<StateSource, "queries" | "domains" | "ectoSchemas">): Subject[] {
  return [
    ...state.queries.map(toSubject),
    ...state.domains.flatMap((domain) => domain.elements.map(elementToSubject)),
    ...ectoSubjects(collectSchemas(state.ectoSchemas ?? [])),
  ];
}
