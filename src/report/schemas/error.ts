/** What stands on stdout when a command fails with `--json`. */
import { z } from "zod";
import { answer } from "./parts.ts";

export const errorSchema = answer("selecto.error", "A failure that ended a command.", {
  error: z.looseObject({
    code: z.string().meta({ description: "stable, kebab-case" }),
    what: z.string(),
    why: z.string(),
    next: z.string(),
    exit: z.int(),
  }),
});
