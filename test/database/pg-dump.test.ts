/** pg_dump as a program of the machine: which one is taken, and what it is told. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dumpServer, findPgDump } from "../../src/database/pg-dump.ts";
import { openServerShadow } from "../../src/database/server-shadow.ts";
import { testServer, type TestServer } from "../support/server.ts";

describe("pg_dump of the machine", () => {
  let server: TestServer;
  const folder = mkdtempSync(join(tmpdir(), "selecto-test-dump-"));
  beforeAll(async () => {
    server = await testServer();
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it("a program that is too old for the server is none", async () => {
    expect(await findPgDump(99)).toBeUndefined();
  });

  it("the password goes through a file that only its owner reads, and options of the driver stay away", async () => {
    const program = join(folder, "pg_dump");
    writeFileSync(
      program,
      '#!/bin/sh\nfor one in "$@"; do last="$one"; done\necho "$@"\nfile="${last##*passfile=}"\nfile=$(echo "$file" | sed "s/%2F/\\//g")\nls -l "$file"; cat "$file"\n',
    );
    chmodSync(program, 0o755);
    const told = (await dumpServer(program, "postgres://me:can%3Aary@db:5433/shop?sslmode=require&uselibpqcompat=true", 10_000)) ?? "";
    const [args = "", listed = "", file = ""] = told.split("\n");
    expect(args).toMatch(/^--schema-only .*--dbname=postgres:\/\/me@db:5433\/shop\?sslmode=require&passfile=\S+$/);
    expect(listed).toMatch(/^-rw-------/);
    expect(file).toBe("*:*:*:*:can\\:ary");
  });

  it("a shadow on a server has an observer exactly where there is a program for it", async () => {
    const shadow = await openServerShadow(server.url, { source: "test", allowSuperuser: true });
    try {
      const program = await findPgDump(shadow.engine.major);
      expect(shadow.observe === undefined).toBe(program === undefined);
      await shadow.exec("create table dumped (id int)");
      const dump = await shadow.observe?.();
      expect(program === undefined ? dump : dump?.includes("CREATE TABLE public.dumped")).toBe(program === undefined ? undefined : true);
    } finally {
      await shadow.close();
    }
  });
});
