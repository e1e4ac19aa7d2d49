/** `selecto domain validate --json`. */
import { z } from "zod";
import { answer, diagnostic } from "./parts.ts";

export const validatedSchema = answer("selecto.validated", "Domains checked against a schema.", {
  domains: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string().optional(),
      file: z.string(),
      elements: z.int(),
      compiled: z.int().meta({ description: "elements that PostgreSQL compiled" }),
    }),
  ),
  diagnostics: z.array(diagnostic),
  engine: z.string(),
});
