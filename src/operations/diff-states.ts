/** What differs between two states: schema, domains, queries. */
import type { History } from "../history/open.ts";
import { uniqueDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import { canonicalJson } from "../model/json.ts";
import type { SourcePosition } from "../model/position.ts";
import type { StateDiff, TextChange } from "../model/state-diff.ts";
import { diffSchemas, orderChanged } from "../schema/diff.ts";
import type { LoadFailure } from "../schema/load.ts";
import { engineTag } from "../model/schema-state.ts";
import { schemaOf, type BuiltSchema } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";

/** @throws SelectoError when one of the states cannot be built */
export async function diffStates(session: Session, from: StateSource, to: StateSource, history: History | undefined): Promise<StateDiff> {
  const [before, after] = await bothSchemas(session, from, to, history);
  return {
    from: from.origin,
    to: to.origin,
    schema: diffSchemas(before.schema, after.schema),
    reordered: orderChanged(before.schema, after.schema),
    domains: diffTexts(
      from.domains.map((domain) => ({
        name: domain.name,
        position: domain.position,
        text: JSON.stringify(JSON.parse(canonicalJson(domain.document)), null, 2),
      })),
      to.domains.map((domain) => ({ name: domain.name, position: domain.position, text: JSON.stringify(JSON.parse(canonicalJson(domain.document)), null, 2) })),
    ),
    queries: diffTexts(from.queries.map(namedText), to.queries.map(namedText)),
    diagnostics: uniqueDiagnostics([
      ...from.diagnostics,
      ...to.diagnostics,
      ...[...before.failures, ...after.failures].map(failureDiagnostic),
      ...after.schema.diagnostics,
    ]),
  };
}

/** Two sets of facts from one major compare as they are: no shadow is started for them. */
async function bothSchemas(session: Session, from: StateSource, to: StateSource, history: History | undefined): Promise<[BuiltSchema, BuiltSchema]> {
  const [left, right] = [from.recipe, to.recipe];
  if (left.kind === "facts" && right.kind === "facts" && engineTag(left.state.fingerprint) === engineTag(right.state.fingerprint)) {
    return [
      { schema: left.state, failures: [] },
      { schema: right.state, failures: [] },
    ];
  }
  return Promise.all([schemaOf(from, session.shadow, history), schemaOf(to, session.shadow, history)]);
}

interface NamedText {
  readonly name: string;
  readonly position: SourcePosition;
  readonly text: string;
}

function namedText(query: { name: string; position: SourcePosition; text: string }): NamedText {
  return { name: query.name, position: query.position, text: query.text };
}

function diffTexts(from: readonly NamedText[], to: readonly NamedText[]): TextChange[] {
  const before = new Map(from.map((one) => [one.name, one]));
  const after = new Map(to.map((one) => [one.name, one]));
  const changes: TextChange[] = [];
  for (const one of from) {
    const other = after.get(one.name);
    if (other === undefined) changes.push({ verb: "drop", name: one.name, position: one.position, before: one.text });
    else if (other.text !== one.text) changes.push({ verb: "alter", name: one.name, position: other.position, before: one.text, after: other.text });
  }
  for (const one of to) if (!before.has(one.name)) changes.push({ verb: "add", name: one.name, position: one.position, after: one.text });
  return changes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A statement that did not load, as a finding with its place. */
export function failureDiagnostic(failure: LoadFailure): Diagnostic {
  return {
    code: "statement-not-loaded",
    severity: "error",
    message: `${failure.error.sqlstate} ${failure.error.message} (${failure.statement})`,
    position: failure.position,
    sqlstate: failure.error.sqlstate,
    ...(failure.extension !== undefined && { next: `name a server that has the extension ${failure.extension} with shadow.url in selecto.config.yaml` }),
  };
}
