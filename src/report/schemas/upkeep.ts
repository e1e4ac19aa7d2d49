/** The answers of the commands that keep packages and ledger in order. */
import { z } from "zod";
import { REVERSIBILITY_CLASSES } from "../../model/migration.ts";
import { driftMembers, runFacts, step } from "./migration.ts";
import { answer, change, diagnostic } from "./parts.ts";

export const createdSchema = answer("selecto.created", "A package to be written by hand.", {
  name: z.string(),
  folder: z.string().meta({ description: "relative to the workspace" }),
  class: z.enum(REVERSIBILITY_CLASSES),
  up: z.array(step),
  down: z.array(step),
  unwritten: z.array(z.enum(["up", "down"])).meta({ description: "scripts that hold no step yet" }),
});

export const redoSchema = answer("selecto.redo", "What migrate redo did.", {
  target: z.string().meta({ description: "the database in words, without secrets" }),
  down: runFacts,
  up: runFacts,
});

export const baselineMembers = {
  target: z.string().meta({ description: "the database in words, without secrets" }),
  compared: z.string().optional().meta({ description: "the migration whose state was compared; absent when none is pending" }),
  entered: z.array(z.string()),
  dryRun: z.boolean(),
  fits: z.string().optional().meta({ description: "where the database differs: the migration whose state it has" }),
  rowsNotSeen: z.array(z.string()).meta({ description: "entered migrations that also work on rows, which were not compared" }),
  ...driftMembers,
};

export const baselineSchema = answer("selecto.baseline", "Migrations entered into the ledger of a database that has their state.", baselineMembers);

export const rebasedSchema = answer("selecto.rebased", "Branches of migrations put one behind the other.", {
  moved: z.array(z.looseObject({ name: z.string(), behind: z.string() })),
  conflict: z
    .looseObject({
      first: z.array(z.string()),
      second: z.array(z.string()),
      reasons: z.array(z.string()),
      changes: z.array(change).meta({ description: "what differs between the two orders" }),
    })
    .optional(),
  reordered: z.array(z.string()).meta({ description: "relations whose columns stand in another order after the other order" }),
  dryRun: z.boolean(),
});

export const ledgerDifferences = z.array(
  z.looseObject({ code: z.string(), name: z.string(), text: z.string(), repairs: z.array(z.looseObject({ id: z.string(), text: z.string() })) }),
);

export const repairedSchema = answer("selecto.repaired", "The ledger of a database against the files, with what can be done about each difference.", {
  target: z.string().meta({ description: "the database in words, without secrets" }),
  examined: z.int().meta({ description: "migrations in the ledger" }),
  differences: ledgerDifferences,
  repaired: z.array(z.string()).meta({ description: "what was done, by name" }),
  diagnostics: z.array(diagnostic),
});
