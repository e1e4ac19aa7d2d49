/** The JSON form of every answer: `format`, `version`, then the members of the value in the schema's order. */
import type { z } from "zod";
import { safeJson } from "./safe-text.ts";

/**
 * The same text for equal values, however they came to be (fresh, or out of a cache): members come in
 * the order of the schema. Members the schema does not name stay, behind the others.
 */
export function renderJson(schema: z.ZodType, format: string, value: object): string {
  return `${safeJson(JSON.stringify(schema.parse({ format, version: 1, ...value }), null, 2))}\n`;
}
