/** Where two schemas differ, as a reader says it. Pure; knows no kind of object. */
import { describeNode, type NodeKey } from "../model/identity.ts";
import { canonicalJson } from "../model/json.ts";
import type { SchemaState } from "../model/schema-state.ts";

const MOST_DIFFERENCES = 20;

/** `column users.email is missing`, ...; the first 20. For states with different fingerprints. */
export function stateDifferences(wanted: SchemaState, got: SchemaState): string[] {
  const identity = (state: SchemaState): Map<NodeKey, string> =>
    new Map(state.facts.map((fact) => [fact.key, canonicalJson(fact.payload, (member) => !member.startsWith("_"))]));
  const [want, have] = [identity(wanted), identity(got)];
  const lines: string[] = [];
  for (const [key, text] of want) {
    if (!have.has(key)) lines.push(`${describeNode(key)} is missing`);
    else if (have.get(key) !== text) lines.push(`${describeNode(key)} differs`);
  }
  for (const key of have.keys()) if (!want.has(key)) lines.push(`${describeNode(key)} is left over`);
  if (lines.length === 0) return ["the dependencies between objects differ"];
  const more = lines.length - MOST_DIFFERENCES;
  return more > 0 ? [...lines.slice(0, MOST_DIFFERENCES), `and ${more} more`] : lines;
}
