/** `selecto domain import --json`. */
import { z } from "zod";
import { answer, diagnostic } from "./parts.ts";

export const importedDomainsSchema = answer("selecto.imported-domains", "Domains that were brought into the workspace, or would be.", {
  domains: z.array(
    z.looseObject({
      name: z.string(),
      from: z.string().meta({ description: "the file that was read" }),
      outcome: z.enum(["created", "updated", "unchanged"]),
      file: z.string().meta({ description: "the file that holds the domain" }),
      files: z
        .array(z.looseObject({ file: z.string(), before: z.string(), after: z.string() }))
        .meta({ description: "the files that change, with their whole texts; of a new file `before` is empty" }),
      findings: z.array(diagnostic),
      dryRun: z.boolean(),
    }),
  ),
});
