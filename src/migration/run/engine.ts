/**
 * umzug runs the migrations; everything it would do badly is ours. Running and logging are one
 * transaction inside `up` and `down`, so its storage only answers what is executed. The order is the
 * ledger's. Its context is empty: its errors carry the context, and would print it.
 */
import type { Direction } from "../../model/migration.ts";

/** One migration, both ways; each way does its own ledger row. */
export interface EngineMigration {
  readonly name: string;
  readonly up: () => Promise<void>;
  readonly down: () => Promise<void>;
}

/**
 * Runs `names` in the order given.
 *
 * @param applied in ledger order
 * @throws what a migration's own function threw, not umzug's wrapping of it
 */
export async function runWithUmzug(
  direction: Direction,
  names: readonly string[],
  applied: readonly EngineMigration[],
  pending: readonly EngineMigration[],
): Promise<void> {
  const {
    default: { Umzug, MigrationError },
  } = await import("umzug");
  const executed = applied.map(({ name }) => name);
  const umzug = new Umzug({
    migrations: () => [...applied, ...pending].map(({ name, up, down }) => ({ name, up: () => up(), down: () => down() })),
    context: {},
    storage: { executed: () => Promise.resolve(executed), logMigration: () => Promise.resolve(), unlogMigration: () => Promise.resolve() },
    logger: undefined,
  });
  try {
    await (direction === "up" ? umzug.up({ migrations: [...names] }) : umzug.down({ migrations: [...names] }));
  } catch (error) {
    throw error instanceof MigrationError ? error.cause : error;
  }
}
