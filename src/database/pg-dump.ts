/**
 * The pg_dump programs of this machine, for shadows on a server. Finds one that can read a server of the
 * given major version and runs it; the password goes through a file that nobody else can read, never
 * through the arguments.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Structure only; who owns what is the applier's, and selecto's own namespaces are nobody's schema. */
export const DUMPED = ["--schema-only", "--no-owner", "--exclude-schema=selecto", "--exclude-schema=selecto_probe", "--exclude-schema=selecto_archive*"];

/** Newer programs read older servers, but not the other way round: this many majors are looked for. */
const NEWER = 4;
/** Where packages put the programs of one major version. */
const PLACES = [
  (major: number) => `/usr/lib/postgresql/${major}/bin/pg_dump`,
  (major: number) => `/usr/pgsql-${major}/bin/pg_dump`,
  (major: number) => `/opt/homebrew/opt/postgresql@${major}/bin/pg_dump`,
  (major: number) => `/usr/local/opt/postgresql@${major}/bin/pg_dump`,
  (major: number) => `/Applications/Postgres.app/Contents/Versions/${major}/bin/pg_dump`,
  (major: number) => `C:\\Program Files\\PostgreSQL\\${major}\\bin\\pg_dump.exe`,
];
/** What the driver's URLs may say that libpq understands too. */
const KNOWN = new Set(["sslmode", "sslrootcert", "sslcert", "sslkey", "host", "port", "options", "connect_timeout"]);

const found = new Map<number, Promise<string | undefined>>();

/** A pg_dump that can read servers of that major version: the one on the PATH, else where packages put it. Looked for once. */
export function findPgDump(major: number): Promise<string | undefined> {
  const search = found.get(major) ?? look(major);
  found.set(major, search);
  return search;
}

async function look(major: number): Promise<string | undefined> {
  const majors = Array.from({ length: NEWER + 1 }, (_none, at) => major + at);
  for (const program of ["pg_dump", ...majors.flatMap((one) => PLACES.map((place) => place(one)))]) {
    const { code, output } = await run(program, ["--version"], 10_000);
    const version = Number(/\(PostgreSQL\) (\d+)/.exec(output)?.[1] ?? 0);
    if (code === 0 && version >= major) return program;
  }
  return undefined;
}

/** What that pg_dump says of a database; undefined where it fails. */
export async function dumpServer(program: string, url: string, timeoutMs: number): Promise<string | undefined> {
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = "";
  for (const name of new Set(target.searchParams.keys())) if (!KNOWN.has(name)) target.searchParams.delete(name);
  const folder = await mkdtemp(join(tmpdir(), "selecto-dump-"));
  try {
    if (password !== "") {
      const file = join(folder, "pass");
      await writeFile(file, `*:*:*:*:${password.replaceAll(/[\\:]/g, String.raw`\$&`)}\n`, { mode: 0o600 });
      target.searchParams.set("passfile", file);
    }
    const { code, output } = await run(program, [...DUMPED, "--no-password", `--dbname=${target.href}`], timeoutMs);
    return code === 0 ? output : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its standard output; what it complains about may quote anything and is nobody's. */
function run(program: string, args: readonly string[], timeoutMs: number): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], timeout: timeoutMs });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", () => resolve({ code: null, output: "" }));
    child.on("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
