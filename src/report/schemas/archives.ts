/** The answer of `selecto migrate prune`, and archives in other answers. */
import { z } from "zod";
import { answer } from "./parts.ts";

export const heldArchive = z
  .looseObject({
    migration: z.string(),
    namespaces: z.array(z.string()).meta({ description: "where it is" }),
    bytes: z.number(),
    holds: z.array(z.looseObject({ what: z.string(), rows: z.int() })),
  })
  .meta({ id: "heldArchive" });

export const archivesSchema = answer("selecto.archives", "What migrate prune dropped, or would drop.", {
  target: z.string().meta({ description: "the database in words, without secrets" }),
  dropped: z.array(heldArchive),
  dryRun: z.boolean(),
});
