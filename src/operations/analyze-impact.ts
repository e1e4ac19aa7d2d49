/**
 * What a change does to every query and domain element. FROM is built and asked, the change applied
 * to the very same database (so that column order and everything else is what production will have),
 * and all are asked again.
 */
import { buildGraph } from "../impact/graph.ts";
import { assembleReport } from "../impact/report.ts";
import { explainedSubjects } from "../impact/explained.ts";
import { withConsequence } from "../impact/consequence.ts";
import { judge, type Judgement, type VerdictContext } from "../impact/verdict.ts";
import { guessRenames } from "../migration/renames/guess.ts";
import { teamEdits } from "../migration/renames/team-edits.ts";
import type { Answer } from "../model/answer.ts";
import type { Change } from "../model/change.ts";
import { ShadowDied, type Database, type PgError } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { describeNode, type NodeKey } from "../model/identity.ts";
import type { ImpactReport, Rewrite } from "../model/impact.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { StateOrigin } from "../model/snapshot.ts";
import type { Subject } from "../model/subject.ts";
import { askSubjects } from "../oracle/ask.ts";
import { askBodies } from "../oracle/bodies.ts";
import { failingPrepared, prepareAll, type Preparable } from "../oracle/live.ts";
import { dropProbes } from "../oracle/probe.ts";
import { printProbes, repairText, type Rename } from "../oracle/rename.ts";
import { openShadow, type Shadow } from "../oracle/shadow.ts";
import { standAgain } from "../oracle/stand-again.ts";
import { placeIn } from "../query/index.ts";
import { diffSchemas, orderChanged } from "../schema/diff.ts";
import { extractSchema } from "../schema/extract.ts";
import type { LoadFailure } from "../schema/load.ts";
import { canonicalText } from "../sql/index.ts";
import { applyChange, applyRenames, type IntendedChange } from "./apply-change.ts";
import { renameOf } from "./intended-edit.ts";
import { againstDeclared, asDeclared } from "./declared-types.ts";
import { compareLoads, describeFailures, objectsOf } from "./load-findings.ts";
import { openState, type ShadowOptions } from "./open-state.ts";
import type { StateSource } from "./state-source.ts";
import { subjectsOf } from "./subjects.ts";

export interface ImpactInput {
  readonly from: StateSource;
  /** where TO comes from in words, its queries and domains; its schema is `change` */
  readonly to: { readonly origin: StateOrigin; readonly subjects: () => readonly Subject[] };
  /** asked for as soon as the schema of FROM is known, in which a described change finds its names; it may be in the making while FROM is asked */
  readonly change: (from: SchemaState) => Promise<IntendedChange>;
  /** findings of reading both states */
  readonly diagnostics?: readonly Diagnostic[];
}

/** @throws SelectoError when one of the states cannot be built at all */
export async function analyzeImpact(input: ImpactInput, options: ShadowOptions): Promise<ImpactReport> {
  let failures: readonly LoadFailure[] = [];
  const opening = openShadow(async () => {
    const opened = await openState(input.from.recipe, options);
    ({ failures } = opened);
    return opened.database;
  });
  // Their texts are parsed here while the shadow starts in its own thread.
  const [before, now] = await besides(opening, () => [subjectsOf(input.from), input.to.subjects()]);
  const shadow = await opening;
  try {
    const from = await extractSchema(shadow.database);
    const intended = input.change(from);
    // It may fail while FROM is still being asked: that is awaited below, not lost.
    intended.catch(() => undefined);
    const asked = againstDeclared(before, await askSubjects(shadow, before, { ...options, dependencies: true }));
    const answers = new Map(before.map((subject, at) => [subject.key, soften(asked[at], failures)]));
    const bodiesBefore = await askBodies(shadow.database, from.facts, options.searchPath);
    const prepared = before.flatMap((subject): Preparable[] => {
      const answer = answers.get(subject.key);
      return answer?.status === "ok" && subject.statement.kind === "ask"
        ? [{ key: subject.key, sql: subject.statement.sql, params: answer.signature.params }]
        : [];
    });
    await prepareAll(shadow.database, prepared);
    const change = await intended;
    const renames = change.kind === "edits" ? change.edits.flatMap((edit) => (edit.kind === "rename" ? [renameOf(edit)] : [])) : [];
    const renamed = await runRenames(shadow, renames, before, answers);
    const middle = renames.length === 0 ? from : await extractSchema(shadow.database);
    await dropProbes(shadow.database);
    const applied = await applyChange(shadow.database, middle, change, options);
    shadow.onRevive(async (fresh) => {
      await applyRenames(fresh, renames);
      await applied.replay(fresh);
    });
    const loads = compareLoads(failures, change.kind === "state" ? (change.failures ?? []) : failures);
    const to = await extractSchema(shadow.database);
    const bodies = compareBodies(bodiesBefore, await askBodies(shadow.database, to.facts, options.searchPath));
    const live = await askPrepared(shadow, prepared);
    const answersNow = againstDeclared(now, await askSubjects(shadow, now, { ...options, dependencies: true }));
    await dropProbes(shadow.database);
    const changes: Change[] = [...renames.map((rename): Change => ({ verb: "rename", key: rename.from, to: rename.to })), ...diffSchemas(middle, to)];
    const context = contextOf(changes, bodies, from, to, middle);
    const texts = new Map(before.map((subject) => [subject.key, textOf(subject)]));
    const old = new Map(before.map((subject) => [subject.key, subject]));
    const wanting = objectsOf(loads.forWant);
    const [silentBefore, silentNow] = [explainedSubjects(before, answers), explainedSubjects(now, answersByKey(now, answersNow))];
    const judgements: Judgement[] = [];
    for (const [at, subject] of now.entries()) {
      if (silentNow.has(subject.key) || (silentBefore.has(subject.key) && answersNow[at]?.status === "ok")) continue;
      const edited = texts.has(subject.key) && texts.get(subject.key) !== textOf(subject);
      const isNew = edited || !texts.has(subject.key);
      const was = answers.get(subject.key);
      const stoodOn = was?.status === "ok" && was.dependencies?.some((key) => wanting.has(key)) === true;
      const unloaded = isNew ? [...new Set([...loads.lasting, ...loads.forWant])] : stoodOn ? loads.forWant : [];
      const answer = soften(answersNow[at], unloaded, loads.lasting.length > 0 ? "before the change" : "after the change");
      const sides = { from: was === undefined ? was : asDeclared(subject, was), to: asDeclared(subject, answer) };
      const judgement = judge({ subject, ...sides, edited, live: live.failing.has(subject.key) }, context);
      const whole = await withRewrite(judgement, subject, answers.get(subject.key), renamed, renames, shadow.database);
      judgements.push(withConsequence(whole, subject, old.get(subject.key)));
    }
    return assembleReport(judgements, {
      from: input.from.origin,
      to: input.to.origin,
      changes,
      ...(change.kind === "state" && { likelyRenames: guessRenames(from.facts, change.schema.facts, teamEdits(before, now)) }),
      fallen: [...fallenWith(change, changes), ...loads.fallen, ...[...bodies.brokenBodies].map(fallenBody)],
      diagnostics: [...(input.diagnostics ?? []), ...loads.diagnostics, ...applied.diagnostics, ...live.diagnostics, ...to.diagnostics],
      engine: `PostgreSQL ${shadow.database.engine.version} (${shadow.database.engine.kind})`,
      ...(applied.refusal !== undefined && {
        refusal: {
          sqlstate: applied.refusal.sqlstate,
          message: applied.refusal.message,
          ...(applied.refusal.detail !== undefined && { detail: applied.refusal.detail }),
        },
      }),
    });
  } finally {
    await shadow.close();
  }
}

function answersByKey(subjects: readonly Subject[], answers: readonly Answer[]): Map<NodeKey, Answer> {
  return new Map(subjects.flatMap(({ key }, at): [NodeKey, Answer][] => (answers[at] === undefined ? [] : [[key, answers[at]]])));
}

/** What can be done while something else is opened. Whatever was opened is closed when it fails. */
async function besides<T>(opening: Promise<Shadow>, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    await opening.then(
      (shadow) => shadow.close(),
      () => undefined,
    );
    throw error;
  }
}

/** What the team wrote: of a stored query the document, because its SQL follows the domain. */
function textOf(subject: Subject): string {
  return subject.stored === undefined ? canonicalText(subject.sql) : subject.text;
}

/** A schema that did not load whole explains many errors: then nothing is known about their subjects. */
function soften(answer: Answer | undefined, failures: readonly LoadFailure[], side?: string): Answer {
  if (answer === undefined) throw new Error("a subject without an answer");
  if (failures.length === 0 || answer.status !== "error") return answer;
  return { status: "unknown", reason: `${answer.error.sqlstate} ${answer.error.message}: ${describeFailures(failures, side)}` };
}

/** Renames run while the probes stand, so that PostgreSQL prints them with the new names. */
async function runRenames(
  shadow: Shadow,
  renames: readonly Rename[],
  subjects: readonly Subject[],
  answers: ReadonlyMap<NodeKey, Answer>,
): Promise<Map<NodeKey, string>> {
  if (renames.length === 0) return new Map();
  await standAgain(
    shadow,
    subjects,
    subjects.map((subject) => answers.get(subject.key)),
  );
  await applyRenames(shadow.database, renames);
  return printProbes(
    shadow.database,
    subjects.map((subject) => subject.key),
  );
}

/** Which prepared statements fail now. A shadow that does not survive the question leaves it open, and says so. */
async function askPrepared(shadow: Shadow, prepared: readonly Preparable[]): Promise<{ failing: ReadonlySet<NodeKey>; diagnostics: readonly Diagnostic[] }> {
  try {
    return { failing: await failingPrepared(shadow.database, prepared), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof ShadowDied)) throw error;
    await shadow.revive();
    return {
      failing: new Set(),
      diagnostics: [
        {
          code: "live-not-asked",
          severity: "warning",
          message: "whether statements prepared before the change go on working could not be asked: one of them ended the shadow",
        },
      ],
    };
  }
}

function contextOf(
  changes: readonly Change[],
  bodies: Pick<VerdictContext, "brokenBodies" | "bodiesTaken">,
  from: Parameters<typeof buildGraph>[0],
  to: Awaited<ReturnType<typeof extractSchema>>,
  middle: Awaited<ReturnType<typeof extractSchema>>,
): VerdictContext {
  return {
    changes,
    ...bodies,
    before: buildGraph(from),
    after: buildGraph(to),
    reordered: orderChanged(middle, to),
    locate(subject, error) {
      if (subject.kind !== "query" || error.position === undefined)
        return subject.kind === "query" && subject.stored === undefined ? undefined : { position: subject.position };
      if (subject.stored !== undefined) return { position: placeIn(subject, error.position).position };
      const { position, line } = placeIn(subject, error.position);
      return { position, line };
    },
  };
}

async function withRewrite(
  judgement: Judgement,
  subject: Subject,
  from: Answer | undefined,
  printed: ReadonlyMap<NodeKey, string>,
  renames: readonly Rename[],
  database: Database,
): Promise<Judgement> {
  const body = printed.get(subject.key);
  if (
    !("impact" in judgement) ||
    judgement.impact.verdict !== "broken" ||
    subject.kind !== "query" ||
    subject.stored !== undefined ||
    body === undefined ||
    from?.status !== "ok"
  )
    return judgement;
  const rewrite: Rewrite | undefined = await repairText(
    database,
    { subject, params: from.signature.params, returnsRows: from.signature.columns.length > 0, printed: body },
    renames,
  );
  return rewrite === undefined ? judgement : { impact: { ...judgement.impact, rewrite } };
}

/** What fell with a described drop, beside what was named. */
function fallenWith(change: IntendedChange, changes: readonly Change[]): ImpactReport["fallen"] {
  if (change.kind !== "edits") return [];
  const named = new Set(change.edits.map((edit) => edit.key));
  const targets = change.edits.filter((edit) => edit.kind === "drop").map((edit) => describeNode(edit.key));
  return changes.flatMap((one) => (one.verb === "drop" && !named.has(one.key) ? [{ key: one.key, reason: `cannot exist without ${targets.join(", ")}` }] : []));
}

/** Bodies that compiled before the change and do not any more, and those that do. */
function compareBodies(
  before: ReadonlyMap<NodeKey, PgError | undefined>,
  now: ReadonlyMap<NodeKey, PgError | undefined>,
): Pick<VerdictContext, "brokenBodies" | "bodiesTaken"> {
  const brokenBodies = new Map<NodeKey, PgError>();
  const bodiesTaken = new Set<NodeKey>();
  for (const [key, error] of now) {
    if (error === undefined) bodiesTaken.add(key);
    else if (before.has(key) && before.get(key) === undefined) brokenBodies.set(key, error);
  }
  return { brokenBodies, bodiesTaken };
}

function fallenBody([key, { sqlstate, message }]: readonly [NodeKey, PgError]): ImpactReport["fallen"][number] {
  return { key, reason: `its body does not compile after the change: ${sqlstate} ${message}`, witness: { sqlstate, message, stage: "body" } };
}
