/** `selecto check --json` and `selecto migrate verify --json`. */
import { z } from "zod";
import { VERDICTS } from "../../model/impact.ts";
import { impactShape } from "./impact.ts";
import { answer, diagnostic, origin } from "./parts.ts";

const packageVerdict = z
  .looseObject({ name: z.string(), status: z.enum(["proved", "unproved", "unchanged"]), problems: z.array(z.string()), reversibility: z.string().optional() })
  .meta({ id: "packageVerdict" });

export const checkSchema = answer("selecto.check", "What the pre-merge gate found.", {
  outcome: z.enum(["pass", "fail", "incomplete"]),
  exit: z.int(),
  base: origin,
  head: origin,
  changedFiles: z.array(z.string()),
  impact: z.looseObject(impactShape).optional(),
  packages: z.array(packageVerdict),
  inStep: z.enum(["yes", "no", "none"]).meta({ description: "whether the packages lead to the schema files" }),
  missingInPackages: z.array(z.string()),
  integrity: z.array(diagnostic),
  accepted: z.array(z.looseObject({ id: z.string(), reason: z.string(), until: z.string().optional(), expired: z.boolean() })),
  failOn: z.array(z.enum(VERDICTS)),
  strict: z.boolean().meta({ description: "what was wrong in the base already fails as well" }),
});

export const verifySchema = answer("selecto.verify", "Which migration packages are proved.", {
  packages: z.array(
    z.looseObject({
      name: z.string(),
      class: z.string(),
      status: z.enum(["proved", "unproved", "skipped"]),
      problems: z.array(z.string()),
      restamped: z.boolean().meta({ description: "edited by hand, proved, and stamped anew" }),
      ordered: z.boolean().meta({ description: "down restored the order of columns as well" }),
      rows: z.int().optional().meta({ description: "generated rows that came back" }),
      unshown: z.array(z.string()).optional().meta({ description: "tables of whose rows nothing was shown, each with the reason" }),
    }),
  ),
  domains: z
    .looseObject({ edits: z.int(), domains: z.int() })
    .optional()
    .meta({ description: "edits of domains in the packages, where there are any and all of them lead there and back" }),
  diagnostics: z.array(diagnostic),
});
