/** Documents of domains on a schema: every element compiled by PostgreSQL, every declared type compared. */
import { elementToSubject } from "../domain/element-subject.ts";
import { readDocument } from "../domain/read-domain.ts";
import type { Answer } from "../model/answer.ts";
import type { Domain } from "../model/domain.ts";
import type { VersionTrial } from "../model/domain-version.ts";
import type { DomainDocument } from "../model/migration.ts";
import { askSubjects } from "../oracle/ask.ts";
import { openShadow } from "../oracle/shadow.ts";
import type { LoadFailure } from "../schema/load.ts";
import { failureDiagnostic } from "./diff-states.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";
import type { SchemaRecipe } from "./state-source.ts";
import { examineElement } from "./validate-domains.ts";

type Tried = DomainDocument & { readonly migration?: string };

/** @param state how the answer names the schema */
export async function tryVersions(
  session: Session,
  recipe: SchemaRecipe,
  versions: readonly Tried[],
  state: string,
): Promise<{ readonly trials: readonly VersionTrial[]; readonly engine: string }> {
  let failures: readonly LoadFailure[] = [];
  const shadow = await openShadow(async () => {
    const opened = await openState(recipe, session.shadow);
    failures = opened.failures;
    return opened.database;
  });
  try {
    const read = versions.map((version) => ({ version, domain: readDocument(version).domain }));
    const subjects = read.flatMap(({ domain }) => (domain?.elements ?? []).map(elementToSubject));
    const answers = await askSubjects(shadow, subjects, session.shadow);
    // In the order in which they were asked: two versions of a domain have elements of the same name.
    let at = 0;
    const trials = read.map(({ version, domain }) => {
      const own = answers.slice(at, (at += domain?.elements.length ?? 0));
      return { ...trialOf(domain, own, failures), ...frameOf(version), state };
    });
    const { engine } = shadow.database;
    return { trials, engine: `PostgreSQL ${engine.version} (${engine.kind})` };
  } finally {
    await shadow.close();
  }
}

function frameOf({ name, version, migration }: Tried): Pick<VersionTrial, "name" | "version" | "migration"> {
  return { name, version, ...(migration !== undefined && { migration }) };
}

function trialOf(
  domain: Domain | undefined,
  answers: readonly Answer[],
  failures: readonly LoadFailure[],
): Pick<VersionTrial, "outcome" | "elements" | "reasons"> {
  if (domain === undefined) return { outcome: "unknown", elements: 0, reasons: ["the document cannot be read"] };
  const found = domain.elements.flatMap((element, at) => examineElement(domain, element, answers[at]));
  const messages = (code: string): string[] => found.filter((one) => one.code === code).map(({ message }) => message);
  const broken = messages("domain-element-broken");
  const differing = messages("domain-type-differs");
  const unasked = domain.elements.flatMap(({ label, problem }, at) =>
    problem === undefined || answers[at]?.status === "ok" || answers[at]?.status === "error" ? [] : [`${label}: ${problem.message}`],
  );
  const unclear = [...messages("domain-element-unknown"), ...unasked];
  // What did not load may be what is missing: then nobody knows.
  const unloaded = failures.map((failure) => `the schema did not load whole: ${failureDiagnostic(failure).message}`);
  const outcome = unloaded.length > 0 ? "unknown" : broken.length > 0 ? "fails" : unclear.length > 0 ? "unknown" : differing.length > 0 ? "differs" : "runs";
  return { outcome, elements: domain.elements.length, reasons: [...unloaded, ...broken, ...differing, ...unclear] };
}
