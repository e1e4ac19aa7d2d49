/** A shadow on a real server: an empty database of its own, dropped when it is closed. */
import { randomUUID } from "node:crypto";
import type { Database } from "../model/database.ts";
import { DatabaseError } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { dumpServer, findPgDump } from "./pg-dump.ts";
import { openServer } from "./server.ts";

export interface ServerShadowOptions {
  readonly source: string;
  readonly timeoutMs?: number;
  /** schema files are foreign code; on a superuser's server they could do anything */
  readonly allowSuperuser: boolean;
}

/**
 * Creates a database beside the one the URL names and connects to it.
 *
 * @throws SelectoError without CREATEDB, or for a superuser unless allowed
 */
export async function openServerShadow(url: string, options: ServerShadowOptions): Promise<Database> {
  const admin = await openServer(url, { source: options.source, applicationName: "selecto shadow" });
  const name = `selecto_shadow_${randomUUID().replaceAll("-", "")}`;
  try {
    const [role] = await admin.query<{ super: boolean; createdb: boolean }>(
      "select rolsuper as super, rolcreatedb as createdb from pg_catalog.pg_roles where rolname = current_user",
    );
    if (role?.super === true && !options.allowSuperuser) {
      throw new SelectoError({
        code: "shadow-superuser",
        what: "the shadow server would run the schema's SQL as a superuser",
        why: "SQL of a pull request is foreign code, and a superuser may read files and run programs on that server",
        next: "use a role with CREATEDB only, or accept it with --allow superuser-shadow",
        exit: EXIT.consent,
      });
    }
    await admin.exec(`create database ${name} template template0`);
  } catch (error) {
    await admin.close();
    if (!(error instanceof DatabaseError)) throw error;
    throw new SelectoError({
      code: "shadow-createdb",
      what: `cannot create the shadow database (${error.error.sqlstate})`,
      why: error.error.message,
      next: "give the role CREATEDB, or leave shadow.url out to use the embedded PostgreSQL",
    });
  }
  const drop = async (): Promise<void> => {
    // A statement may still be running there; servers before 13 know no FORCE.
    await admin.exec(`drop database if exists ${name} with (force)`).catch(() => admin.exec(`drop database if exists ${name}`).catch(() => undefined));
    await admin.close();
  };
  try {
    const target = new URL(url);
    target.pathname = `/${name}`;
    const shadow = await openServer(target.href, {
      source: options.source,
      applicationName: "selecto shadow",
      statementTimeoutMs: options.timeoutMs ?? 30_000,
    });
    const program = await findPgDump(shadow.engine.major);
    return {
      ...shadow,
      ...(program !== undefined && { observe: () => dumpServer(program, target.href, 120_000) }),
      async close() {
        await shadow.close();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}
