/** `selecto domain generate --json`. */
import { z } from "zod";
import { PATTERN_KINDS } from "../../model/generation.ts";
import { answer, diagnostic, nodeKey } from "./parts.ts";

const confidence = z.number().min(0).max(1);

const relationship = z
  .looseObject({
    table: nodeKey,
    columns: z.array(z.string()),
    target: nodeKey,
    targetColumns: z.array(z.string()),
    declared: z.boolean().meta({ description: "by a foreign key or by the schemas of the application; otherwise guessed" }),
    confidence,
    reasons: z.array(z.string()),
    get covers() {
      return z.array(relationship).optional().meta({ description: "what its columns refer to one by one" });
    },
    checked: z
      .looseObject({ values: z.int(), missing: z.int() })
      .optional()
      .meta({ description: "values of live rows that were looked at, and those without a row in the target" }),
  })
  .meta({ id: "relationship" });

export const generatedDomainsSchema = answer("selecto.generated-domains", "Domains generated from a schema, and everything found on the way.", {
  dryRun: z.boolean(),
  origin: z.string(),
  minConfidence: confidence,
  tables: z.int().meta({ description: "tables of the schema; partitions are one with their table" }),
  domains: z.array(
    z.looseObject({
      name: z.string(),
      table: nodeKey,
      file: z.string(),
      overlay: z.string().optional().meta({ description: "the file for what people add" }),
      outcome: z.enum(["created", "updated", "merged", "unchanged", "kept"]),
      fields: z.int(),
      joins: z.int(),
      redacted: z.array(z.string()),
      conflicts: z.array(z.string()),
      handEdits: z.array(z.string()),
      text: z.string().optional(),
    }),
  ),
  relationships: z.array(relationship),
  patterns: z.array(
    z.looseObject({
      kind: z.enum(PATTERN_KINDS),
      table: nodeKey,
      columns: z.record(z.string(), z.string()),
      others: z.array(nodeKey),
      confidence,
      reason: z.string(),
      suggestion: z.string().optional(),
    }),
  ),
  indexes: z.array(z.looseObject({ table: nodeKey, columns: z.array(z.string()), sql: z.string(), reason: z.string() })),
  diagnostics: z.array(diagnostic),
});
