/** The answers of the commands that keep packages and ledger in order. */
import { z } from "zod";
import { REVERSIBILITY_CLASSES } from "../../model/migration.ts";
import { runFacts, step } from "./migration.ts";
import { answer } from "./parts.ts";

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
