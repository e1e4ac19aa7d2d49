/** `selecto analyze impact --json` with a change. */
import { SUBJECT_KINDS } from "../../model/subject.ts";
import { z } from "zod";
import { CONSEQUENCES, VERDICTS } from "../../model/impact.ts";
import { answer, change, diagnostic, nodeKey, origin, position, renameGuess } from "./parts.ts";

const verdict = z.enum(VERDICTS).meta({ id: "verdict" });

const witness = z
  .looseObject({
    sqlstate: z.string(),
    message: z.string(),
    stage: z.enum(["describe", "plan", "resolve", "load", "body", "domain", "type"]),
    position: position.optional(),
    line: z.string().optional(),
  })
  .meta({ id: "witness", description: "PostgreSQL's own answer" });

const reason = z.looseObject({
  code: z.string(),
  text: z.string(),
  path: z.array(nodeKey).meta({ description: "from the changed thing to the subject" }),
});

const rewrite = z.looseObject({
  before: z.string(),
  after: z.string(),
  proved: z.boolean().meta({ description: "PostgreSQL prints the edited text and the renamed query alike" }),
  printed: z.string(),
});

const impact = z.looseObject({
  subject: nodeKey,
  kind: z.enum(SUBJECT_KINDS),
  label: z.string(),
  position,
  verdict,
  witness: witness.optional(),
  reasons: z.array(reason),
  live: z.boolean().meta({ description: "statements already prepared on open connections fail (0A000) until they reconnect" }),
  rewrite: rewrite.optional(),
  consequence: z
    .enum(CONSEQUENCES)
    .optional()
    .meta({ description: "of a stored query: it fails, returns more rows, will fail when its view is shown, or nothing is known" }),
});

export const baselineDefect = z
  .looseObject({
    subject: nodeKey,
    label: z.string(),
    position,
    verdict: z.enum(["broken", "unknown"]),
    witness: witness.optional(),
    reason: z.string(),
  })
  .meta({ id: "baselineDefect", description: "already wrong before the change" });

export const impactShape = {
  from: origin,
  to: origin,
  counts: z.record(verdict, z.int()).meta({ description: "add up to `examined` together with the number of baseline defects" }),
  examined: z.int(),
  refusal: z.looseObject({ sqlstate: z.string(), message: z.string(), detail: z.string().optional() }).optional(),
  impacts: z.array(impact).meta({ description: "one for each subject, worst first" }),
  fallen: z.array(z.looseObject({ key: nodeKey, reason: z.string(), witness: witness.optional() })),
  baseline: z.array(baselineDefect),
  changes: z.array(change),
  likelyRenames: z.array(renameGuess).optional().meta({ description: "drops and adds that look like renames; the verdicts do not assume them" }),
  diagnostics: z.array(diagnostic),
  engine: z.string(),
};

export const impactSchema = answer("selecto.impact", "What a change does to queries and domain elements.", impactShape);
