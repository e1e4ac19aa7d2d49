/** Reads PostgreSQL's error fields off whatever a driver throws. Both adapters' drivers use the same names. */
import { z } from "zod";
import type { PgError } from "../model/database.ts";

const text = z.string().optional().catch(undefined);
const driverError = z.object({
  code: z.string(),
  message: z.string(),
  position: z.coerce.number().int().positive().optional().catch(undefined),
  detail: text,
  hint: text,
  where: text,
  schema: text,
  table: text,
  column: text,
  constraint: text,
  routine: text,
});

/** The plain value of a driver's PostgreSQL error, or undefined when it is some other error (a broken socket, say). */
export function readPgError(thrown: unknown): PgError | undefined {
  const parsed = driverError.safeParse(thrown);
  if (!parsed.success || !/^[0-9A-Z]{5}$/.test(parsed.data.code)) return undefined;
  const { code, message, position, detail, hint, where, schema, table, column, constraint, routine } = parsed.data;
  return {
    sqlstate: code,
    message,
    ...(position !== undefined && { position }),
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(where !== undefined && { where }),
    ...(schema !== undefined && { namespace: schema }),
    ...(table !== undefined && { relation: table }),
    ...(column !== undefined && { column }),
    ...(constraint !== undefined && { constraint }),
    ...(routine === "exec_stmt_raise" && { raised: true }),
  };
}
