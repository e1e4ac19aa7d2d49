/**
 * PostgreSQL's connection service file: `[name]` and `parameter=value` lines, found where libpq finds
 * it. What it hands out may hold a password; what it says in errors never does.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { EXIT, SelectoError } from "../../model/error.ts";
import type { Environment } from "./environment.ts";

/** @throws SelectoError when no file has that service */
export function readService(name: string, environment: Environment): Readonly<Record<string, string>> {
  const named = environment["PGSERVICEFILE"];
  const files = [named ?? join(environment["HOME"] ?? homedir(), ".pg_service.conf")];
  if (environment["PGSYSCONFDIR"] !== undefined) files.push(join(environment["PGSYSCONFDIR"], "pg_service.conf"));
  for (const file of files) {
    const found = sectionOf(textOf(file), name);
    if (found !== undefined) return found;
  }
  throw new SelectoError({
    code: "service-unknown",
    what: `there is no service ${name}`,
    why: `no section [${name}] in ${files.join(", ")}`,
    next: `add one with host, dbname and user, or point PGSERVICEFILE at the file that has it`,
    exit: EXIT.usage,
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function sectionOf(text: string, name: string): Record<string, string> | undefined {
  let found: Record<string, string> | undefined;
  let inside = false;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      if (found !== undefined) break;
      inside = section === name;
      if (inside) found = {};
    } else if (inside && found !== undefined && !line.startsWith("#")) {
      const [, key, value] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) found[key === "dbname" ? "database" : key] = value;
    }
  }
  return found;
}
