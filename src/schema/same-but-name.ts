/** Two schemas that may differ in the name of one namespace only. Compares facts as text; pure. */
import { describeNode, kindOf } from "../model/identity.ts";
import type { JsonValue } from "../model/json.ts";
import type { Fact } from "../model/schema-state.ts";
import { identifierOf } from "../sql/identifiers.ts";
import { significantTokens, textOf } from "../sql/lexer.ts";

/** The facts of a database, and those it had before. */
export interface Namespaced {
  readonly namespace: string;
  readonly base: readonly Fact[];
  readonly facts: readonly Fact[];
}

/**
 * Compares what was made in `moved.namespace`, and what belongs to no namespace, with what was made in
 * the original. The name of the moved one must be unlike every other text.
 *
 * @param others further namespaces of the moved database, to leave out
 * @param keep names in the original's namespace that both use: members of extensions
 * @returns the first difference in words
 */
export function sameButForTheName(original: Namespaced, moved: Namespaced, others: readonly string[], keep: ReadonlySet<string>): string | undefined {
  const wanted = made(original);
  const found = new Map<string, Fact>();
  for (const [text, fact] of made(moved)) {
    if (others.some((other) => text.includes(other))) continue;
    if (text.includes(moved.namespace) && stillMentions(fact, original.namespace, keep)) return `${describeNode(fact.key)} still names ${original.namespace}`;
    found.set(text.replaceAll(moved.namespace, original.namespace), fact);
  }
  for (const [text, fact] of wanted) if (!found.has(text)) return `${describeNode(fact.key)} is not what it was`;
  for (const [text, fact] of found) if (!wanted.has(text)) return `there is ${describeNode(fact.key)}, which was not there`;
  return undefined;
}

/** By text: every fact that was not there before, but for the namespace itself. */
function made({ namespace, base, facts }: Namespaced): Map<string, Fact> {
  const before = new Set(base.map(textOfFact));
  const own = new Set([`schema:${namespace}`, `schema:"${namespace}"`]);
  return new Map(facts.flatMap((fact) => (own.has(fact.key) || before.has(textOfFact(fact)) ? [] : [[textOfFact(fact), fact] as const])));
}

/** Without the members that start with `_`: they are no part of what the thing is. */
function textOfFact({ key, parent, payload }: Fact): string {
  const own = Object.entries(payload)
    .filter(([name]) => !name.startsWith("_"))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([key, parent ?? null, own]);
}

function stillMentions({ key, payload }: Fact, namespace: string, keep: ReadonlySet<string>): boolean {
  return kindOf(key) !== "comment" && textsOf(payload).some((text) => qualifies(text, namespace, keep));
}

function qualifies(text: string, namespace: string, keep: ReadonlySet<string>): boolean {
  const tokens = significantTokens(text);
  return tokens.some((token, at) => {
    if (token.kind === "string") {
      const inner = textOf(text, token)
        .replace(/^(?:\$[^$]*\$|[a-zA-Z]*')/, "")
        .replace(/(?:\$[^$]*\$|')$/, "");
      return inner.length < text.length && qualifies(inner, namespace, keep);
    }
    const named = tokens[at + 2];
    return (
      identifierOf(text, token) === namespace &&
      textOf(text, tokens[at + 1]) === "." &&
      textOf(text, tokens[at - 1]) !== "." &&
      !keep.has(identifierOf(text, named) ?? textOf(text, named))
    );
  });
}

function textsOf(value: JsonValue | undefined): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap((member: JsonValue | undefined) => textsOf(member)) : [];
}
