/** Everything of a state that gets a verdict: its queries and the elements of its domains. */
import { elementToSubject } from "../domain/element-subject.ts";
import type { Subject } from "../model/subject.ts";
import { toSubject } from "../query/index.ts";
import type { StateSource } from "./state-source.ts";

export function subjectsOf(state: Pick<StateSource, "queries" | "domains">): Subject[] {
  return [...state.queries.map(toSubject), ...state.domains.flatMap((domain) => domain.elements.map(elementToSubject))];
}
