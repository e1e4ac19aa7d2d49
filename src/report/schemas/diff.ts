/** `selecto diff --json`. */
import { z } from "zod";
import { answer, change, diagnostic, nodeKey, origin, position } from "./parts.ts";

const textChange = z
  .looseObject({ verb: z.enum(["add", "drop", "alter"]), name: z.string(), position, before: z.string().optional(), after: z.string().optional() })
  .meta({ id: "textChange" });

export const diffSchema = answer("selecto.diff", "The difference of two states: schema, domains, queries.", {
  from: origin,
  to: origin,
  schema: z.array(change),
  reordered: z.array(nodeKey).meta({ description: "relations whose columns only stand in another order" }),
  domains: z.array(textChange),
  queries: z.array(textChange),
  diagnostics: z.array(diagnostic),
});
