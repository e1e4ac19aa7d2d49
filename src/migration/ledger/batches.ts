/**
 * How far a step in batches has come, in the target's own ledger: the key of the last row that is done. Made by the
 * first such step. This file alone knows the table.
 */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import type { Direction, MigrationStep } from "../../model/migration.ts";
import { quoteLiteral } from "../../sql/quote.ts";

const TABLE = `create table if not exists selecto.batches (
  tenant text not null,
  migration text not null,
  direction text not null check (direction in ('up', 'down')),
  step integer not null,
  reached json not null,
  rows bigint not null,
  primary key (tenant, migration, direction, step)
)`;

export interface BatchPosition {
  /** key of the last row of the last window */
  readonly reached: readonly string[];
  /** rows of the windows so far */
  readonly rows: number;
}

const positionRow = z.object({ reached: z.array(z.string()), rows: z.coerce.number() });

/** Whose step it is. */
export interface BatchPlace {
  readonly tenant: string;
  readonly migration: string;
  readonly direction: Direction;
  readonly step: MigrationStep;
}

/** Where an earlier run stopped; undefined at the start. Makes the table where it is missing. */
export async function readPosition(database: Database, place: BatchPlace): Promise<BatchPosition | undefined> {
  await database.exec(`set client_min_messages to error; ${TABLE}; reset client_min_messages`);
  const [row] = await database.query(`select reached, rows from selecto.batches where ${conditionOf(place)}`);
  return row === undefined ? undefined : positionRow.parse(row);
}

/** Part of the window's transaction. */
export function writePosition({ tenant, migration, direction, step }: BatchPlace, { reached, rows }: BatchPosition): string {
  const values = `${quoteLiteral(tenant)}, ${quoteLiteral(migration)}, '${direction}', ${step.n}, ${quoteLiteral(JSON.stringify(reached))}, ${rows}`;
  return `insert into selecto.batches (tenant, migration, direction, step, reached, rows) values (${values}) on conflict (tenant, migration, direction, step) do update set reached = excluded.reached, rows = excluded.rows;`;
}

/** Part of the transaction that finishes the step. */
export function forgetPosition(place: BatchPlace): string {
  return `delete from selecto.batches where ${conditionOf(place)};`;
}

function conditionOf({ tenant, migration, direction, step }: BatchPlace): string {
  return `tenant = ${quoteLiteral(tenant)} and migration = ${quoteLiteral(migration)} and direction = '${direction}' and step = ${step.n}`;
}
