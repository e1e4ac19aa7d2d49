/** `selecto analyze impact SUBJECT --json` without a change. */
import { z } from "zod";
import { baselineDefect } from "./impact.ts";
import { answer, diagnostic, nodeKey, origin, position } from "./parts.ts";

const dependent = z
  .looseObject({
    key: nodeKey,
    kind: z.enum(["query", "element", "object"]),
    label: z.string(),
    position: position.optional(),
    how: z.enum(["reads", "writes", "reads and writes", "through", "hangs on"]),
    columns: z.array(z.string()),
    path: z.array(nodeKey),
    evidence: z.enum(["elaborated", "catalog", "declared", "parsed"]),
  })
  .meta({ id: "dependent" });

export const dependentsSchema = answer("selecto.dependents", "What hangs on a subject.", {
  origin,
  keys: z.array(nodeKey),
  also: z.array(nodeKey).meta({ description: "the same name in other namespaces" }),
  columns: z.int().optional(),
  domains: z.array(z.looseObject({ name: z.string(), elements: z.array(dependent) })),
  queries: z.array(dependent),
  objects: z.array(dependent),
  columnUse: z.array(z.looseObject({ column: z.string(), uses: z.int() })),
  examined: z.int(),
  answered: z.int(),
  defects: z.array(baselineDefect),
  diagnostics: z.array(diagnostic),
  engine: z.string(),
});
