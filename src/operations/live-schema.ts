/** The schema of a live database. Reads only, enforced by the server, and waits for no answer for ever. */
import { describeTargetError } from "../migration/run/failure.ts";
import { DatabaseError } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { extractSchema } from "../schema/extract.ts";
import type { StateReference } from "../workspace/state-reference.ts";
import type { Session } from "./session.ts";
import { openTarget } from "./target.ts";

export async function readLiveSchema(
  session: Session,
  reference: Extract<StateReference, { kind: "database" | "environment" }>,
): Promise<{ state: SchemaState; text: string }> {
  const target = await openTarget(session, { readOnly: true, ...(reference.kind === "environment" && { variable: reference.variable }) });
  try {
    return { state: await extractSchema(target.database), text: target.text };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new SelectoError({
      code: "database-refused",
      what: `the schema of ${target.text} cannot be read: ${describeTargetError(error.error)}`,
      why: "the database refused a question about its catalog",
      next: "correct that there, then run the command again: nothing was written",
    });
  } finally {
    await target.database.close();
  }
}
