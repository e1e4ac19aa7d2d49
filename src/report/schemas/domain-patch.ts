/** Documents of domains as packages and ledgers hold them. */
import { z } from "zod";

export const domainPatch = z
  .looseObject({
    name: z.string(),
    file: z.string(),
    from: z.string().nullable().meta({ description: "the version that the document declared; null for none" }),
    to: z.string().nullable(),
    before: z.string().nullable().meta({ description: "hash of the document; null where the domain is new" }),
    after: z.string().nullable().meta({ description: "hash of the document; null where the domain is gone" }),
    patch: z.array(z.unknown()).meta({ description: "JSON Patch (RFC 6902)" }),
    unpatch: z.array(z.unknown()),
  })
  .meta({ id: "domainPatch" });

export const ledgerDomain = z
  .looseObject({
    domain: z.string(),
    version: z.string().nullable(),
    hash: z.string(),
    migration: z.string().meta({ description: "the migration that brought it" }),
    since: z.string().meta({ description: "ISO 8601, UTC" }),
    until: z.string().nullable().meta({ description: "null: it is live" }),
  })
  .meta({ id: "ledgerDomain" });
