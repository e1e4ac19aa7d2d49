/** The published shape of what `domain version keep` answers. */
import { SUBJECT_KINDS } from "../../model/subject.ts";
import { z } from "zod";
import { answer } from "./parts.ts";
import { generatedMembers } from "./migration.ts";

const schemaFile = z.string().optional().meta({ description: "the schema file that holds, or held, the views" });

export const keptVersionSchema = answer("selecto.kept-version", "A former version of a domain that stays readable through views, and how its readers fare.", {
  report: z.looseObject({
    domain: z.string(),
    version: z.string().nullable(),
    namespace: z.string(),
    since: z.string().nullable().meta({ description: "the last migration of the former schema" }),
    migrations: z.array(z.string()),
    views: z.array(
      z.looseObject({
        relation: z.string(),
        now: z.string(),
        columns: z.array(
          z.looseObject({ name: z.string(), type: z.string(), source: z.enum(["same", "renamed", "cast", "expression", "null"]), from: z.string().optional() }),
        ),
        leftOut: z.array(z.string()),
        writes: z.array(z.enum(["insert", "update", "delete"])),
        readOnly: z.array(z.string()),
        triggers: z.array(z.enum(["insert", "update"])).meta({ description: "what triggers write, because PostgreSQL does not by itself" }),
        tried: z
          .array(z.looseObject({ statement: z.string(), verdict: z.enum(["same", "differs", "refused"]), reason: z.string().optional() }))
          .optional()
          .meta({ description: "statements of a writer, run on the former schema and through the view" }),
      }),
    ),
    readers: z.array(
      z.looseObject({
        label: z.string(),
        kind: z.enum(SUBJECT_KINDS),
        verdict: z.enum(["same-rows", "same-contract", "other-rows", "differs", "fails", "unasked"]),
        rows: z.int().optional(),
        reason: z.string().optional(),
      }),
    ),
    rows: z.int().meta({ description: "generated rows that went through the migrations" }),
    emptyTables: z.array(z.string()),
    rowsLost: z.string().optional().meta({ description: "why no rows were compared" }),
    engine: z.string(),
  }),
  generated: z.looseObject(generatedMembers).optional().meta({ description: "absent where a reader cannot go on working: nothing was written" }),
  schemaFile,
});

export const removedVersionSchema = answer("selecto.removed-version", "The views of a former version, taken away by a migration.", {
  namespace: z.string(),
  generated: z.looseObject(generatedMembers),
  schemaFile,
});
