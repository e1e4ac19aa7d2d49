/** `selecto analyze impact SUBJECT --json` without a change. */
import { SUBJECT_KINDS } from "../../model/subject.ts";
import { z } from "zod";
import { baselineDefect } from "./impact.ts";
import { answer, diagnostic, nodeKey, origin, position } from "./parts.ts";

const operation = z.enum(["insert", "upsert", "update", "delete", "merge"]);
const accessed = z.array(z.looseObject({ name: z.string(), position: position.optional() }));

const statement = z
  .looseObject({
    key: nodeKey,
    label: z.string(),
    position,
    parameters: z.array(z.looseObject({ number: z.int(), name: z.string().optional(), type: z.string() })),
    results: z.array(z.looseObject({ name: z.string(), type: z.string() })),
    relations: z.array(z.looseObject({ key: nodeKey, operations: z.array(operation), reads: accessed, writes: accessed, position: position.optional() })),
    routines: z.array(z.looseObject({ key: nodeKey, position: position.optional() })),
  })
  .meta({ id: "statement", description: "the subject itself where it is a query or a domain element" });

const dependent = z
  .looseObject({
    key: nodeKey,
    kind: z.enum([...SUBJECT_KINDS, "object"]),
    label: z.string(),
    position: position.optional(),
    how: z.enum(["reads", "writes", "reads and writes", "through", "hangs on"]),
    columns: z.array(z.string()),
    access: z
      .looseObject({ operations: z.array(operation), reads: z.array(z.string()), writes: z.array(z.string()) })
      .meta({ description: "what it reads and what it writes of the columns, where it names the subject itself" })
      .optional(),
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
  ecto: z
    .array(z.looseObject({ module: z.string(), position, members: z.array(dependent) }))
    .meta({ description: "fields and associations of Ecto schemas, by module" }),
  queries: z.array(dependent),
  objects: z.array(dependent),
  columnUse: z.array(z.looseObject({ column: z.string(), uses: z.int(), reads: z.int(), writes: z.int() })),
  statements: z.array(statement),
  examined: z.int(),
  answered: z.int(),
  defects: z.array(baselineDefect),
  diagnostics: z.array(diagnostic),
  engine: z.string(),
});
