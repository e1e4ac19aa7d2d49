/**
 * Embedded servers that many tests share: handed out empty, taken back on `close`, emptied again. What
 * cannot be emptied for certain, or has died, is thrown away. Knows nothing of what is tested.
 */
import { openEmbedded } from "../../src/database/embedded/open.ts";
import type { Database } from "../../src/model/database.ts";

export interface ShadowPool {
  /** how many servers were started */
  readonly started: number;
  /** an empty database; its `close` gives it back */
  open(extensions?: readonly string[]): Promise<Database>;
  /** ends every server */
  close(): Promise<void>;
}

/** Loaded into every shared server; whoever asks for others gets a server of their own. */
const SHARED_EXTENSIONS = ["citext", "btree_gist"];

export function openShadowPool(): ShadowPool {
  const idle: Database[] = [];
  const all = new Set<Database>();
  let started = 0;
  const end = async (database: Database): Promise<void> => {
    all.delete(database);
    await database.close();
  };
  return {
    get started() {
      return started;
    },
    async open(extensions = []) {
      const isShared = extensions.every((name) => SHARED_EXTENSIONS.includes(name));
      const reused = isShared ? idle.pop() : undefined;
      if (reused === undefined) started++;
      const database = reused ?? (await openEmbedded({ extensions: [...SHARED_EXTENSIONS, ...extensions] }));
      all.add(database);
      let isOpen = true;
      return {
        ...database,
        async close() {
          if (!isOpen) return;
          isOpen = false;
          if (isShared && (await isEmptied(database))) idle.push(database);
          else await end(database);
        },
      };
    },
    async close() {
      await Promise.all([...all].map(end));
      idle.length = 0;
    },
  };
}

/** Each alone: DISCARD ALL refuses to run inside a transaction block, and several statements sent at once are one. */
const SESSION = ["rollback", "reset session authorization", "discard all", "set client_min_messages = error"];

const EMPTY = `
do $$
declare one record;
begin
  for one in select format('drop event trigger %I cascade', evtname) as sql from pg_event_trigger loop execute one.sql; end loop;
  for one in select format('drop publication %I', pubname) as sql from pg_publication loop execute one.sql; end loop;
  for one in select format('drop extension %I cascade', extname) as sql from pg_extension where extname <> 'plpgsql' loop execute one.sql; end loop;
  for one in select format('drop schema %I cascade', nspname) as sql from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop execute one.sql; end loop;
  for one in select format('drop owned by %I cascade', rolname) as sql from pg_roles where oid >= 16384 loop execute one.sql; end loop;
  for one in select format('drop role %I', rolname) as sql from pg_roles where oid >= 16384 loop execute one.sql; end loop;
end $$;
create schema public authorization pg_database_owner;
grant usage on schema public to public;
comment on schema public is 'standard public schema'`;

const LEFT = `select (select count(*) from pg_class where oid >= 16384) + (select count(*) from pg_proc where oid >= 16384)
  + (select count(*) from pg_type where oid >= 16384) + (select count(*) from pg_roles where oid >= 16384)
  + (select count(*) from pg_cast where oid >= 16384) + (select count(*) from pg_default_acl)
  + (select count(*) from pg_foreign_data_wrapper where oid >= 16384) + (select count(*) from pg_collation where oid >= 16384)
  + (select count(*) from pg_namespace where oid >= 16384 and nspname <> 'public' and nspname !~ '^pg_(temp|toast_temp)_') as left`;

async function isEmptied(database: Database): Promise<boolean> {
  try {
    for (const statement of SESSION) await database.exec(statement);
    await database.exec(EMPTY);
    await database.exec("discard all");
    const [row] = await database.query<{ left: string }>(LEFT);
    return row?.left === "0";
  } catch {
    return false;
  }
}
