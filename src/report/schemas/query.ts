/** `selecto query run --json` and `selecto query explain --json`. */
import { z } from "zod";
import { answer, position } from "./parts.ts";

const named = {
  query: z.string(),
  position,
  sql: z.string(),
  parameters: z.array(z.looseObject({ number: z.int(), name: z.string().optional(), given: z.boolean() })).meta({ description: "values are never shown" }),
};

export const rowsSchema = answer("selecto.rows", "The rows of a query, because somebody asked for them.", {
  ...named,
  target: z.string().meta({ description: "the database in words, without secrets" }),
  columns: z.array(z.looseObject({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.string().nullable())).meta({ description: "cells as PostgreSQL writes them, in the order of the columns" }),
  more: z.boolean().meta({ description: "more rows are there than were asked for" }),
});

export const planSchema = answer("selecto.plan", "The SQL of a query and its plan.", {
  ...named,
  target: z.string().optional(),
  analyzed: z.boolean(),
  lines: z.array(z.string()),
  plan: z.json().optional().meta({ description: "the plan as PostgreSQL gives it as JSON" }),
});
