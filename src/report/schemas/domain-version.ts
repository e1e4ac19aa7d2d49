/** The answers about kept versions of domains. */
import { z } from "zod";
import { contractMembers } from "./domain.ts";
import { domainPatch } from "./domain-patch.ts";
import { answer } from "./parts.ts";

const document = {
  name: z.string(),
  file: z.string(),
  version: z.string().nullable().meta({ description: "as the document declares it; null for none" }),
  document: z.record(z.string(), z.unknown()),
  hash: z.string().meta({ description: "sha256 of the document's canonical JSON" }),
};

export const versionListSchema = answer("selecto.domain-versions", "Documents of domains that the migration packages keep.", {
  versions: z.array(
    z.looseObject({
      ...document,
      migration: z.string().meta({ description: "the migration that brought it" }),
      until: z.string().nullable().meta({ description: "the migration that ended it; null: it is the last one" }),
      edits: z.int().nullable().meta({ description: "operations of the edit that made it; null for the first document of a domain" }),
    }),
  ),
  unrecorded: z
    .array(z.looseObject({ name: z.string(), version: z.string().nullable(), file: z.string() }))
    .meta({ description: "domains whose document in the working tree no migration has recorded" }),
});

const chosen = { ...document, migration: z.string().optional().meta({ description: "absent for the working tree" }), until: z.string().nullable().optional() };

export const versionSchema = answer("selecto.domain-document", "A document of a domain.", { domain: z.looseObject(chosen) });

export const comparedVersionsSchema = answer("selecto.compared-versions", "Two documents of one domain.", {
  report: z.looseObject(contractMembers),
  before: z.looseObject(chosen),
  after: z.looseObject(chosen),
  link: z.array(z.string()).meta({ description: "migrations that lead from the one to the other" }),
  diff: z.array(z.string()).meta({ description: "of both documents as YAML with sorted keys: lines that start with `- `, `+ ` or two spaces" }),
});

const trial = z
  .looseObject({
    name: z.string(),
    version: z.string().nullable(),
    migration: z.string().optional().meta({ description: "the migration that brought the document; absent for the working tree" }),
    state: z.string(),
    outcome: z.enum(["runs", "differs", "fails", "unknown"]).meta({ description: "differs: it runs, and declared types are others than the columns have" }),
    elements: z.int(),
    reasons: z.array(z.string()),
  })
  .meta({ id: "versionTrial" });

export const matrixSchema = answer("selecto.version-matrix", "Which versions of domains run on which states.", {
  states: z.array(z.looseObject({ text: z.string(), engine: z.string() })),
  trials: z.array(trial),
});

export const movedDomainSchema = answer("selecto.moved-domain", "A domain that was brought to another document.", {
  edit: domainPatch,
  migration: z.string(),
  folder: z.string().optional().meta({ description: "where the migration was written; absent on a dry run" }),
  file: z.string().optional().meta({ description: "the domain file that has the document now, or would have; absent where it has it already" }),
  also: z.array(z.string()).optional().meta({ description: "further files that say a part of it: overlays" }),
  trial: trial.optional().meta({ description: "the document on the schema that the migrations lead to" }),
  madeFor: z.looseObject({ since: z.string(), until: z.string().nullable() }).optional().meta({ description: "between which migrations it was live before" }),
  dryRun: z.boolean(),
});

export const addedToDomainSchema = answer("selecto.added-to-domain", "A field or a join that was added to a domain's file, or would be.", {
  name: z.string(),
  file: z.string(),
  kind: z.enum(["field", "join"]),
  part: z.string(),
  before: z.string().meta({ description: "text of the file" }),
  after: z.string(),
  also: z
    .array(z.looseObject({ file: z.string(), before: z.string(), after: z.string() }))
    .optional()
    .meta({ description: "further files that say a part of it: overlays" }),
  dryRun: z.boolean(),
});
