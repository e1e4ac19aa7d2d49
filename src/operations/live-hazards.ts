/** How large the tables are that a migration works on, where a database is named and answers. */
import { BIG_TABLE_BYTES, liveHazards } from "../migration/online/live.ts";
import type { LiveHazard, MigrationPackage } from "../model/migration.ts";
import { chooseDatabase } from "../workspace/config/database.ts";
import type { Session } from "./session.ts";
import { openTarget } from "./target.ts";

const MEGABYTE = 1024 * 1024;

/** From this size on a table is big. */
export function bigTableBytes(session: Session): number {
  const configured = session.loaded?.config.online?.bigTable;
  return configured === undefined ? BIG_TABLE_BYTES : configured * MEGABYTE;
}

export interface LiveHazards {
  /** the database in words, without secrets */
  readonly target: string;
  readonly hazards: readonly LiveHazard[];
}

/**
 * Looks, and changes nothing. A database that the flag names must answer; one that is only configured may be
 * away, or its variable not set where nobody migrates (CI, a new colleague), and the workspace's own embedded one is not started for this.
 */
export async function readLiveHazards(session: Session, migration: MigrationPackage, flag: string | undefined): Promise<LiveHazards | undefined> {
  if (flag !== undefined) return lookAt(session, migration, flag);
  try {
    const choice = chooseDatabase({ config: session.loaded, environment: session.environment });
    if (choice === undefined || choice.kind === "embedded") return undefined;
    return await lookAt(session, migration, undefined);
  } catch {
    return undefined;
  }
}

async function lookAt(session: Session, migration: MigrationPackage, flag: string | undefined): Promise<LiveHazards> {
  const target = await openTarget(session, { flag, readOnly: true });
  try {
    return { target: target.text, hazards: await liveHazards(target.database, [migration], bigTableBytes(session)) };
  } finally {
    await target.database.close();
  }
}
