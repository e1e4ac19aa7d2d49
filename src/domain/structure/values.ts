/** The small schemas the others are made of. */
import { z } from "zod";
import type { JsonValue } from "../../model/json.ts";

/** PostgreSQL text cannot hold NUL, so no name can. */
export const name = z
  .string()
  .min(1)
  .refine((text) => !text.includes("\0"), "a name cannot hold the character NUL");

/** Anything JSON; the shape depends on the place and is read where it is used. */
export const anything = z.custom<JsonValue>();

/** A key that is left empty (`joins:`) says the same as one that is left out. */
export function maybe<S extends z.ZodType>(schema: S): z.ZodOptional<z.ZodNullable<S>> {
  return schema.nullish();
}

export function named<S extends z.ZodType>(schema: S): z.ZodOptional<z.ZodNullable<z.ZodRecord<z.ZodString, S>>> {
  return maybe(z.record(z.string(), schema));
}

export const names = z.array(name);

/** `utc_datetime`, `[array, string]`, or the map of a parameterized type. */
export const columnType = z
  .union([z.string(), z.array(anything), z.record(z.string(), anything)])
  .describe("Type of the values, for example string, integer, decimal, boolean, date, utc_datetime, jsonb, uuid, [array, string].");
