/** Reads what `--json` printed and holds it against the published schemas. */
import { z } from "zod";
import { publishedSchemas } from "../../src/report/published-schemas.ts";
import type { CliResult } from "../support/run-cli.ts";

const SCHEMAS = new Map(Object.values(publishedSchemas).map((schema) => [schema.meta()?.title ?? "", schema]));

/** The JSON on stdout, one document. Every answer in it fits the schema of its format. */
export function readAnswer({ stdout }: CliResult): unknown {
  const value: unknown = JSON.parse(stdout);
  for (const one of Array.isArray(value) ? value : [value]) {
    const { format } = z.object({ format: z.string() }).parse(one);
    const schema = SCHEMAS.get(format);
    if (schema === undefined) throw new Error(`no schema is published for ${format}`);
    schema.parse(one);
  }
  return value;
}
