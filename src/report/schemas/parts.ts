/**
 * The pieces that the published answers share, as zod schemas. Additional members may come within a
 * version, so none is refused; members come in this order.
 */
import { z } from "zod";
import type { JsonObject, JsonValue } from "../../model/json.ts";

export const nodeKey = z
  .string()
  .meta({ id: "nodeKey", description: "One thing of the graph: `column:public.users.email`, `query:top_customers`, `element:Order.joins.customer`." });

export const position = z
  .looseObject({
    file: z.string().meta({ description: "relative to the workspace" }),
    line: z.int().meta({ description: "from 1" }),
    column: z.int().meta({ description: "from 1, in UTF-16 code units" }),
  })
  .meta({ id: "position" });

export const origin = z
  .looseObject({
    kind: z.enum(["files", "migrations", "database", "git", "history", "script"]),
    text: z.string().meta({ description: "where the state was read from, one line" }),
    commit: z.string().optional(),
  })
  .meta({ id: "origin" });

export const diagnostic = z
  .looseObject({
    code: z.string(),
    severity: z.enum(["error", "warning", "info"]),
    message: z.string(),
    subject: nodeKey.optional(),
    position: position.optional(),
    sqlstate: z.string().optional(),
    cause: z.string().optional().meta({ description: "what is wrong without the name of the subject: equal for findings that one repair mends" }),
    next: z.string().optional(),
  })
  .meta({ id: "diagnostic" });

/** Any JSON; the members of its objects come sorted, so that equal values have one text. */
const jsonValue = z
  .custom<JsonValue>((value) => value !== undefined)
  .overwrite(sortMembers)
  .meta({ description: "attributes of a database object" });

export const change = z
  .discriminatedUnion("verb", [
    z.looseObject({ verb: z.literal("add"), key: nodeKey, after: jsonValue }),
    z.looseObject({ verb: z.literal("drop"), key: nodeKey, before: jsonValue }),
    z.looseObject({ verb: z.literal("alter"), key: nodeKey, attribute: z.string(), before: jsonValue.optional(), after: jsonValue.optional() }),
    z.looseObject({ verb: z.literal("rename"), key: nodeKey, to: nodeKey }),
  ])
  .meta({ id: "change" });

export const renameGuess = z
  .looseObject({ from: nodeKey, to: nodeKey, confidence: z.number().min(0).max(1), reasons: z.array(z.string()) })
  .meta({ id: "renameGuess", description: "a dropped and an added thing that are probably one with another name" });

/** `format` and `version` of an answer, then its members. */
export function answer(format: string, description: string, shape: z.core.$ZodLooseShape): z.ZodType {
  return z.looseObject({ format: z.literal(format), version: z.literal(1), ...shape }).meta({ title: format, description });
}

function sortMembers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (value === null || typeof value !== "object") return value;
  const object = value as JsonObject;
  return Object.fromEntries(
    Object.keys(object)
      .toSorted()
      .map((key) => [key, sortMembers(object[key] ?? null)]),
  );
}
