/** The answers about kept versions of domains. */
import { z } from "zod";
import { contractMembers } from "./domain.ts";
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

export const versionSchema = answer("selecto.domain-document", "A document of a domain.", chosen);

export const comparedVersionsSchema = answer("selecto.compared-versions", "Two documents of one domain.", {
  report: z.looseObject(contractMembers),
  before: z.looseObject(chosen),
  after: z.looseObject(chosen),
  link: z.array(z.string()).meta({ description: "migrations that lead from the one to the other" }),
  diff: z.array(z.string()).meta({ description: "of both documents as YAML with sorted keys: lines that start with `- `, `+ ` or two spaces" }),
});
