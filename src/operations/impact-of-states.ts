/** The impact of going from one state to another, or of a described change on one state. Remembers what it found. */
import type { History } from "../history/open.ts";
import { sinceThen, uniqueDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import { hashOf } from "../model/hash.ts";
import type { ImpactReport } from "../model/impact.ts";
import type { JsonValue } from "../model/json.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { StateOrigin } from "../model/snapshot.ts";
import type { ChangeRequest } from "./describe-change.ts";
import { analyzeImpact } from "./analyze-impact.ts";
import type { IntendedChange } from "./apply-change.ts";
import { readPackages } from "./migration-states.ts";
import { extensionsOf } from "./open-state.ts";
import { schemaOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import { recipeHash, type StateSource } from "./state-source.ts";
import { subjectsOf } from "./subjects.ts";

/** Raise it when verdicts may come out differently for the same input: older cached reports are then ignored. */
const JUDGE_VERSION = "8";

/** A change that is only described, on top of FROM. */
export type DescribedChange = Extract<IntendedChange, { kind: "script" | "edits" }>;

/** What going from one state to another does. */
export async function impactOfStates(session: Session, from: StateSource, to: StateSource, history: History | undefined): Promise<ImpactReport> {
  const origins = { from: from.origin, to: to.origin };
  const report = await remembered(session, history, [from.inputHash, to.inputHash], () => judgeStates(session, from, to, history), origins);
  return withoutDenied(report, session);
}

/** A package may say that what looks like a rename is none: then it is no news. */
function withoutDenied({ likelyRenames, ...report }: ImpactReport, session: Session): ImpactReport {
  if (likelyRenames === undefined || likelyRenames.length === 0) return { ...report, ...(likelyRenames !== undefined && { likelyRenames }) };
  const denied = new Set(readPackages(session).reading.packages.flatMap((one) => one.manifest.notRenamed ?? []));
  return { ...report, likelyRenames: likelyRenames.filter((guess) => !denied.has(guess.from) && !denied.has(guess.to)) };
}

async function judgeStates(session: Session, from: StateSource, to: StateSource, history: History | undefined): Promise<ImpactReport> {
  const found = uniqueDiagnostics([...from.diagnostics.filter((one) => one.severity === "error"), ...to.diagnostics]);
  const diagnostics = withoutLasting(found, sinceThen(from.diagnostics, to.diagnostics).lasting);
  const input = { from, to: { origin: to.origin, subjects: () => subjectsOf(to) } };
  const shadow = { ...session.shadow, extensions: [...(session.shadow.extensions ?? []), ...extensionsOf(to.recipe)] };
  if (recipeHash(from.recipe) === recipeHash(to.recipe))
    return analyzeImpact({ ...input, change: () => Promise.resolve({ kind: "nothing" }), diagnostics }, shadow);
  // TO is read while FROM is asked: two databases, two cores.
  const built = schemaOf(to, shadow, history);
  // It may fail before anybody waits for it: that is awaited in the analysis, not lost.
  built.catch(() => undefined);
  const change = (): Promise<IntendedChange> => built.then(({ schema, failures }): IntendedChange => ({ kind: "state", schema, failures }));
  return analyzeImpact({ ...input, change, diagnostics }, shadow);
}

/** What is wrong with an element on both sides is told once: as the baseline defect that its subject is. */
function withoutLasting(found: readonly Diagnostic[], lasting: readonly Diagnostic[]): Diagnostic[] {
  const subjects = new Set(lasting.flatMap(({ subject }) => subject ?? []));
  return found.filter(({ subject }) => subject === undefined || !subjects.has(subject));
}

/** What a described change does to the subjects of FROM. */
export async function impactOfChange(session: Session, from: StateSource, request: ChangeRequest, history: History | undefined): Promise<ImpactReport> {
  const judge = async (): Promise<ImpactReport> => {
    let text = "the described change";
    const change = (schema: SchemaState): Promise<IntendedChange> => {
      const resolved = request.resolve(schema);
      ({ text } = resolved);
      return Promise.resolve(resolved.change);
    };
    const origin: StateOrigin = { kind: "script", text };
    const report = await analyzeImpact(
      { from, to: { origin, subjects: () => subjectsOf(from) }, change, diagnostics: withoutLasting(from.diagnostics, from.diagnostics) },
      session.shadow,
    );
    return { ...report, to: { ...origin, text } };
  };
  return remembered(session, history, [from.inputHash, hashOf(request.key)], judge, { from: from.origin });
}

async function remembered(
  session: Session,
  history: History | undefined,
  [fromHash, toHash]: readonly [string, string],
  judge: () => Promise<ImpactReport>,
  origins: { from: StateOrigin; to?: StateOrigin },
): Promise<ImpactReport> {
  const scope = {
    from: fromHash,
    to: toHash,
    engine: hashOf([JUDGE_VERSION, session.shadow.searchPath ?? "", shadowName(session)]),
  };
  const cached = history?.cachedVerdicts(scope)[0];
  // Origins are not part of what was asked: a branch may have another name today.
  if (cached !== undefined) return { ...(cached.body as unknown as ImpactReport), ...origins };
  const report = await judge();
  // What could not be asked may be answered next time: a time limit, memory, an extension come and go.
  if (report.counts.unknown > 0) return report;
  history?.cacheVerdicts(scope, [{ subject: "report", statementHash: hashOf(JUDGE_VERSION), body: report as unknown as JsonValue }]);
  return report;
}

function shadowName({ loaded }: Session): string {
  const shadow = loaded?.config.shadow;
  return shadow?.engine === "embedded" ? "embedded" : (shadow?.url ?? "embedded");
}
