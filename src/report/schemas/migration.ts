/** The answers of `selecto migrate`. */
import { z } from "zod";
import { LOCK_MODES, REVERSIBILITY_CLASSES, STEP_MODES } from "../../model/migration.ts";
import { heldArchive } from "./archives.ts";
import { domainPatch, ledgerDomain } from "./domain-patch.ts";
import { answer, change, diagnostic, nodeKey, position, renameGuess } from "./parts.ts";

/** What a live schema has beyond its migrations, and the other way round. */
export const driftMembers = {
  changes: z.array(change).meta({ description: "from what the migrations say to what the database has" }),
  reordered: z.array(z.string()).meta({ description: "relations whose columns stand in another order" }),
  diagnostics: z.array(diagnostic),
};

const direction = z.enum(["up", "down"]);

const liveHazard = z
  .looseObject({
    migration: z.string(),
    step: z.int(),
    code: z.string(),
    subject: z.string(),
    rows: z.number().nullable().meta({ description: "as the planner believes; null where nobody has analysed the table" }),
    bytes: z.number(),
    big: z.boolean().meta({ description: "`migrate up` asks for consent: `--allow <code>:<subject>`" }),
  })
  .meta({ id: "liveHazard" });

export const statusSchema = answer("selecto.status", "The ledger of a database against the migration files.", {
  target: z.string().meta({ description: "the database in words, without secrets" }),
  status: z.looseObject({
    ledger: z.boolean(),
    applied: z.array(
      z.looseObject({
        ordinal: z.int(),
        name: z.string(),
        checksum: z.string(),
        from: z.string(),
        to: z.string(),
        appliedAt: z.string().meta({ description: "ISO 8601, UTC" }),
        durationMs: z.number(),
        appliedBy: z.string(),
        toolVersion: z.string(),
      }),
    ),
    pending: z.array(z.string()),
    missing: z.array(z.string()),
    edited: z.array(z.string()),
    unreachable: z.array(z.string()),
    domains: z.array(ledgerDomain).meta({ description: "documents of domains that are live on that database" }),
    unfinished: z.array(z.looseObject({ name: z.string(), direction, finishedSteps: z.array(z.int()), startedStep: z.int().optional() })),
  }),
  archives: z.array(heldArchive).optional().meta({ description: "what applied migrations keep for their way back" }),
  diagnostics: z.array(diagnostic),
  drift: z.looseObject(driftMembers).optional().meta({ description: "only with --drift" }),
});

const runMembers = {
  target: z.string().meta({ description: "the database in words, without secrets" }),
  direction,
  ran: z.array(
    z.looseObject({
      name: z.string(),
      durationMs: z.number(),
      domains: z
        .array(z.looseObject({ name: z.string(), version: z.string().nullable(), live: z.boolean() }))
        .optional()
        .meta({ description: "domains whose live document it changed, and what is live now" }),
    }),
  ),
  scripts: z.array(z.looseObject({ name: z.string(), sql: z.string() })).meta({ description: "on a dry run: what would be sent" }),
  hazards: z.array(liveHazard).optional().meta({ description: "on a dry run up: what steps do to tables of this database" }),
  waited: z.boolean(),
  appliedCount: z.int(),
  pendingCount: z.int(),
  diagnostics: z.array(diagnostic),
};

/** One way of a run, as part of a larger answer. */
export const runFacts = z.looseObject(runMembers).meta({ id: "run" });

export const runSchema = answer("selecto.run", "What migrate up or down did.", runMembers);

export const step = z
  .looseObject({
    n: z.int(),
    sql: z.string(),
    mode: z.enum(STEP_MODES),
    lock: z.string().nullable(),
    rewrite: z.boolean(),
    touches: z
      .array(z.looseObject({ relation: nodeKey, lock: z.enum(LOCK_MODES), work: z.array(z.enum(["rewrite", "scan", "index"])) }))
      .optional()
      .meta({ description: "what PostgreSQL reported in the shadow of relations that were there before" }),
    hazards: z.array(z.looseObject({ code: z.string(), subject: z.string().optional(), text: z.string(), remedy: z.string().optional() })),
  })
  .meta({ id: "step" });

export const generatedMembers = {
  packages: z.int().meta({ description: "packages before this one" }),
  changes: z.array(change),
  losses: z.array(z.looseObject({ subject: z.string(), key: nodeKey, text: z.string() })).meta({ description: "what down cannot bring back" }),
  guesses: z.array(renameGuess).meta({ description: "renames that nobody named, taken by evidence" }),
  reordered: z.array(nodeKey),
  folder: z.string().optional().meta({ description: "where it was written; absent when nothing was written" }),
  rewrite: z
    .looseObject({
      taken: z.boolean().meta({ description: "the places are changed; else only told" }),
      places: z.array(z.looseObject({ name: z.string(), from: z.string(), to: z.string(), position })),
      tables: z.array(z.string()),
      fields: z.array(z.looseObject({ context: z.string(), from: z.string(), to: z.string() })),
    })
    .optional()
    .meta({ description: "saved views that name a renamed field" }),
  migration: z
    .looseObject({
      name: z.string(),
      class: z.enum(REVERSIBILITY_CLASSES),
      up: z.array(step),
      down: z.array(step),
      domains: z.array(domainPatch).meta({ description: "edits of domains that it carries" }),
      proof: z
        .looseObject({
          server: z.string(),
          ordered: z.boolean(),
          rows: z.int(),
          emptyTables: z.array(nodeKey),
          observer: z.string().optional().meta({ description: "who else compared the states: `pg_dump 18.3`" }),
          unobserved: z.string().optional().meta({ description: "why nobody else compared the states" }),
        })
        .nullable(),
      consents: z.array(z.string()).meta({ description: "what `migrate up --allow` wants to hear" }),
    })
    .optional()
    .meta({ description: "absent when there is nothing to generate" }),
  unplanned: z.array(z.string()).meta({ description: "with nothing to generate: what pg_dump tells apart all the same; selecto plans no change of it" }),
  unreadDomains: z.array(z.string()).meta({ description: "domains that were not recorded, because they cannot be read whole" }),
  observer: z.string().optional().meta({ description: "with nothing to generate: who else compared the states: `pg_dump 18.3`" }),
  unobserved: z.string().optional().meta({ description: "with nothing to generate: why nobody else compared the states" }),
  live: z
    .looseObject({ target: z.string(), hazards: z.array(liveHazard) })
    .optional()
    .meta({ description: "hazards on the tables of the target, where one was named and answered" }),
  impact: z.looseObject({ counts: z.record(z.string(), z.int()), examined: z.int() }).optional(),
};

export const generatedSchema = answer("selecto.generated", "The migration package that leads from the packages to the declared schema.", generatedMembers);

export const adoptedSchema = answer("selecto.adopted", "What was done to a database by hand, as a migration package.", {
  target: z.string().meta({ description: "the database in words, without secrets" }),
  entered: z.boolean().meta({ description: "the package is in the ledger of that database" }),
  generated: z.looseObject(generatedMembers),
});
