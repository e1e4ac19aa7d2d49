/** `selecto domain validate --json`. */
import { z } from "zod";
import { answer, diagnostic, origin } from "./parts.ts";

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
  diagnostics: z.array(diagnostic).meta({ description: "all that was found; with a base only what is new since then" }),
  base: z
    .looseObject({
      origin,
      lasting: z.array(diagnostic).meta({ description: "baseline defects: wrong in the base already" }),
      gone: z.int().meta({ description: "findings of the base that are no more" }),
    })
    .optional(),
  fixed: z
    .looseObject({
      files: z.array(
        z.looseObject({
          name: z.string(),
          file: z.string(),
          fixed: z.array(z.looseObject({ place: z.string(), way: z.string(), because: z.string() })),
          open: z
            .array(z.looseObject({ place: z.string(), ways: z.array(z.string()), reason: z.string().optional() }))
            .meta({ description: "not mended, with the ways there are" }),
          before: z.string(),
          after: z.string(),
        }),
      ),
      dryRun: z.boolean(),
    })
    .optional()
    .meta({ description: "what --fix mended; the findings are those afterwards" }),
  engine: z.string(),
});

const told = { columns: z.array(z.string()), problem: z.string().optional(), position: z.unknown() };
const entry = z.looseObject({ name: z.string(), element: z.string(), ...told });

export const bookSchema = answer("selecto.domain-book", "Domains with what PostgreSQL says of them, and the queries that read the same columns.", {
  origin: z.string(),
  domains: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string().optional(),
      file: z.string(),
      relations: z.array(
        z.looseObject({
          id: z.string(),
          table: z.string(),
          fields: z.array(z.looseObject({ name: z.string(), element: z.string(), type: z.string().optional(), ...told, queries: z.array(z.string()) })),
        }),
      ),
      joins: z.array(z.looseObject({ id: z.string(), from: z.string(), to: z.string(), ...told })),
      filters: z.array(entry),
      customColumns: z.array(entry),
      queries: z.array(z.string()),
      versions: z
        .array(
          z.looseObject({
            version: z.string().nullable(),
            migration: z.string().optional(),
            changes: z.array(z.looseObject({ name: z.string(), why: z.string() })),
            guide: z
              .array(z.looseObject({ kind: z.string(), before: z.string().optional(), after: z.string().optional(), todo: z.string(), deploy: z.string() }))
              .meta({ description: "what those who query it write otherwise" }),
          }),
        )
        .describe("documents that the domain had, the newest first, each with what it changed"),
      faults: z.int().meta({ description: "elements that do not compile or could not be asked" }),
      elements: z.int(),
    }),
  ),
  queries: z.array(z.looseObject({ name: z.string(), text: z.string(), domains: z.array(z.string()) })),
  unread: z.array(z.string()).meta({ description: "domain files that could not be read" }),
  engine: z.string(),
});

export const domainListSchema = answer("selecto.domain-list", "Domains and what they offer, as their files say it.", {
  origin: z.string(),
  domains: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string().optional(),
      table: z.string().optional().meta({ description: "table of the source" }),
      fields: z.int().meta({ description: "fields that can be selected, those of joined tables too" }),
      joins: z.int(),
      filters: z.int(),
      elements: z.int(),
      file: z.string(),
    }),
  ),
  unread: z.array(z.string()).meta({ description: "domain files that could not be read" }),
});

const contractChanges = z.array(
  z.looseObject({
    verb: z.enum(["add", "remove", "alter"]),
    kind: z.string(),
    name: z.string(),
    bump: z.enum(["patch", "minor", "major"]),
    deploy: z.string().meta({ description: "who has to be deployed first" }),
    why: z.string(),
  }),
);

export const contractMembers = {
  from: z.string(),
  to: z.string(),
  domains: z.array(
    z.looseObject({
      name: z.string(),
      file: z.string(),
      before: z.string().optional(),
      after: z.string().optional(),
      presence: z.enum(["added", "removed", "both"]),
      changes: contractChanges,
      bump: z.enum(["patch", "minor", "major"]).optional(),
      wanted: z.string().optional().meta({ description: "the least version that is enough" }),
      problem: z.string().optional(),
    }),
  ),
  unchanged: z.int(),
  unread: z.array(z.string()),
};

export const contractsSchema = answer("selecto.contracts", "What changed in domains for those who query them, and the version it asks for.", contractMembers);

export const domainVersionSchema = answer("selecto.domain-version", "The version that a domain was given, or would be.", {
  name: z.string(),
  file: z.string(),
  before: z.string().optional(),
  given: z.string(),
  least: z.enum(["patch", "minor", "major"]).optional(),
  changes: contractChanges,
  dryRun: z.boolean(),
  written: z.boolean(),
});
