/**
 * A shadow that can be revived. The embedded server cannot be trusted after a crash nor cancelled
 * when it hangs, so whoever asks many questions keeps the recipe of the state beside the session.
 */
import { ShadowDied, type Database } from "../model/database.ts";

export interface Shadow {
  /** the session to ask now; changes after {@link Shadow.revive} */
  readonly database: Database;
  /** how often it had to be revived */
  readonly deaths: number;
  /** throws the session away and builds the same state in a fresh one */
  revive(): Promise<void>;
  /** a step that a revived shadow repeats after its recipe; it has already run on the present one */
  onRevive(step: (database: Database) => Promise<void>): void;
  close(): Promise<void>;
}

/** Opens a shadow by its recipe: a fresh database with the state loaded. */
export async function openShadow(open: () => Promise<Database>): Promise<Shadow> {
  let database = await open();
  let deaths = 0;
  const steps: ((database: Database) => Promise<void>)[] = [];
  return {
    get database() {
      return database;
    },
    get deaths() {
      return deaths;
    },
    async revive() {
      deaths++;
      await database.close();
      database = await open();
      for (const step of steps) await step(database);
    },
    onRevive: (step) => void steps.push(step),
    close: () => database.close(),
  };
}

/**
 * Asks about many items at once; when the shadow dies, revives it and halves the items until the
 * culprit is alone, which `condemn` then answers for.
 */
export async function askSurviving<T, R>(
  shadow: Shadow,
  items: readonly T[],
  ask: (database: Database, items: readonly T[]) => Promise<readonly R[]>,
  condemn: (item: T, death: ShadowDied) => R,
): Promise<R[]> {
  if (items.length === 0) return [];
  try {
    return [...(await ask(shadow.database, items))];
  } catch (error) {
    if (!(error instanceof ShadowDied)) throw error;
    await shadow.revive();
    const [first] = items;
    if (items.length === 1 && first !== undefined) return [condemn(first, error)];
    const middle = Math.ceil(items.length / 2);
    const left = await askSurviving(shadow, items.slice(0, middle), ask, condemn);
    return [...left, ...(await askSurviving(shadow, items.slice(middle), ask, condemn))];
  }
}
