/** A state built in a shadow with every subject asked, so that others can walk what came out. */
import type { Answer, ColumnAccess } from "../model/answer.ts";
import type { Database } from "../model/database.ts";
import type { NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { Subject } from "../model/subject.ts";
import { askSubjects } from "../oracle/ask.ts";
import { readAccess } from "../oracle/access.ts";
import { dropProbes } from "../oracle/probe.ts";
import { openShadow } from "../oracle/shadow.ts";
import { standAgain } from "../oracle/stand-again.ts";
import { extractSchema } from "../schema/extract.ts";
import type { LoadFailure } from "../schema/load.ts";
import { againstDeclared } from "./declared-types.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";
import { subjectsOf } from "./subjects.ts";

/** A state with every subject asked: what hangs on what is read from it. */
export interface AskedState {
  readonly source: StateSource;
  readonly schema: SchemaState;
  readonly failures: readonly LoadFailure[];
  readonly subjects: readonly Subject[];
  readonly answers: readonly Answer[];
  /** columns read and written, by subject; of one whose probe did not stand, nothing */
  readonly access: ReadonlyMap<NodeKey, readonly ColumnAccess[]>;
  readonly engine: string;
}

/**
 * Builds a state and asks about all its subjects.
 *
 * @param besides what else to ask while the shadow stands
 */
export async function askState(session: Session, source: StateSource, besides?: (database: Database) => Promise<void>): Promise<AskedState> {
  let failures: readonly LoadFailure[] = [];
  const shadow = await openShadow(async () => {
    const opened = await openState(source.recipe, session.shadow);
    failures = opened.failures;
    return opened.database;
  });
  try {
    const schema = await extractSchema(shadow.database);
    const subjects = subjectsOf(source);
    const answers = againstDeclared(subjects, await askSubjects(shadow, subjects, { ...session.shadow, dependencies: true }));
    await standAgain(shadow, subjects, answers);
    const access = await readAccess(
      shadow.database,
      subjects.map((subject) => subject.key),
    );
    await dropProbes(shadow.database);
    await besides?.(shadow.database);
    const { engine } = shadow.database;
    return { source, schema, failures, subjects, answers, access, engine: `PostgreSQL ${engine.version} (${engine.kind})` };
  } finally {
    await shadow.close();
  }
}
