/**
 * A database as a tenant's namespace looks to packages that know only their own: what is asked about theirs is asked
 * about the tenant's, and the answers call it as they do. For questions; what changes something is moved as a whole.
 */
import type { Database, Row } from "../../model/database.ts";
import type { TenantNamespace } from "./options.ts";

export function seenFromTenant(database: Database, { namespace, view }: TenantNamespace): Database {
  if (view === undefined) throw new Error("a tenant of which only names count");
  const { moved } = view;
  const named = <R extends Row>(row: R): R => (row["namespace"] === namespace ? { ...row, namespace: view.own } : row);
  return {
    engine: database.engine,
    query: async <R extends Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> =>
      (
        await database.query<R>(
          moved(sql),
          params.map((one) => (typeof one === "string" ? moved(one) : one)),
        )
      ).map(named),
    exec: (sql) => database.exec(moved(sql)),
    batch: (asks) => database.batch(asks.map((ask) => ({ ...ask, sql: moved(ask.sql) }))),
    connect: () => database.connect(),
    close: () => database.close(),
  };
}
