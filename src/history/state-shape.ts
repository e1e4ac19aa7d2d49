/**
 * What an imported state must look like before anything else touches it. Unknown members are kept:
 * they are part of what was hashed.
 */
import { z } from "zod";
import type { JsonObject } from "../model/json.ts";
import { STORED_KINDS } from "../model/subject.ts";

const count = z.number().int().nonnegative();
const position = z.looseObject({ file: z.string(), line: count, column: count });
const jsonObject = z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
const keys = z.array(z.string());

const diagnostic = z.looseObject({
  code: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  subject: z.string().exactOptional(),
  position: position.exactOptional(),
  sqlstate: z.string().exactOptional(),
  next: z.string().exactOptional(),
});

const fact = z.looseObject({ key: z.string(), parent: z.string().exactOptional(), payload: jsonObject });
const edge = z.looseObject({ from: z.string(), to: z.string(), kind: z.enum(["depends", "owner", "memberOfExtension", "managedBy"]) });

const statement = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("ask"), sql: z.string(), offset: count }),
  z.looseObject({ kind: z.literal("resolve"), relations: keys }),
  z.looseObject({ kind: z.literal("none"), reason: z.string() }),
  z.looseObject({ kind: z.literal("opaque"), reason: z.string() }),
  z.looseObject({ kind: z.literal("unknown"), reason: z.string() }),
  z.looseObject({ kind: z.literal("refused"), sqlstate: z.string(), reason: z.string(), position }),
]);

const stored = z.looseObject({
  kind: z.enum(STORED_KINDS),
  context: z.string().exactOptional(),
  domain: z.string().exactOptional(),
  latent: z.boolean(),
  skipped: z.array(z.looseObject({ message: z.string(), position })),
  uses: keys,
  origins: z.array(z.looseObject({ from: count, to: count, position })),
});

const query = z.looseObject({
  name: z.string(),
  position,
  text: z.string(),
  sql: z.string(),
  edits: z.array(z.looseObject({ from: count, to: count, replacement: z.string() })),
  dialect: z.enum(["postgresql", "sqlc", "pgtyped"]),
  parameters: z.array(z.looseObject({ number: count, name: z.string().exactOptional(), type: z.string().exactOptional() })),
  statement,
  stored: stored.exactOptional(),
});

const element = z.looseObject({
  key: z.string(),
  domain: z.string(),
  kind: z.enum(["source", "schema", "field", "association", "join", "filter", "custom_column", "default", "required", "other"]),
  label: z.string(),
  position,
  sql: z.string().exactOptional(),
  problem: diagnostic.exactOptional(),
  uses: keys,
});

const domain = z.looseObject({
  name: z.string(),
  version: z.string().exactOptional(),
  file: z.string(),
  position,
  document: jsonObject,
  sourceTable: z.string().exactOptional(),
  elements: z.array(element),
  diagnostics: z.array(diagnostic),
});

const ectoMember = z.looseObject({ name: z.string(), position });
const ectoSchema = z.looseObject({
  module: z.string(),
  position,
  table: z.string().exactOptional(),
  prefix: z.string().exactOptional(),
  embedded: z.boolean(),
  fields: z.array(
    ectoMember.extend({
      column: z.string().exactOptional(),
      type: z.string(),
      accepts: z.array(z.json()),
      primaryKey: z.boolean(),
      redact: z.boolean(),
      values: keys.exactOptional(),
    }),
  ),
  associations: z.array(ectoMember.extend({ kind: z.enum(["belongs_to", "has_one", "has_many", "many_to_many"]) })),
  unread: z.array(z.looseObject({ what: z.string(), reason: z.string(), position })),
});

export const stateShape = z.strictObject({
  schema: z.strictObject({
    facts: z.array(fact),
    edges: z.array(edge),
    fingerprint: z.string(),
    orderedFingerprint: z.string(),
    serverVersion: z.string(),
    diagnostics: z.array(diagnostic),
  }),
  domains: z.array(domain),
  queries: z.array(query),
  ectoSchemas: z.array(ectoSchema).exactOptional(),
  diagnostics: z.array(diagnostic),
});
