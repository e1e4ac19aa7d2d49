/** `selecto migrate verify FOLDER --json`. */
import { z } from "zod";
import { PAIR_OUTCOMES } from "../../model/pair.ts";
import { answer, diagnostic } from "./parts.ts";

const outcome = z.enum(PAIR_OUTCOMES);

export const pairsSchema = answer("selecto.pairs", "Which migrations of another tool can be taken back.", {
  tool: z.string(),
  folder: z.string(),
  counts: z.record(outcome, z.int()),
  pairs: z.array(
    z.looseObject({
      name: z.string(),
      outcome,
      details: z.array(z.string()).meta({ description: "what differs, what is lost, where PostgreSQL refuses" }),
      ordered: z.boolean().meta({ description: "down restored the order of columns as well" }),
      rows: z.int().meta({ description: "generated rows that were followed there and back" }),
    }),
  ),
  diagnostics: z.array(diagnostic),
});
