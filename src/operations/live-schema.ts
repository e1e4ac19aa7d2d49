/** The schema of a live database. Reads only, enforced by the server. */
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
  } finally {
    await target.database.close();
  }
}
