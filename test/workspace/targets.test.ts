/** The list of a fleet's databases, and PostgreSQL's service file. */
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { SelectoError } from "../../src/model/error.ts";
import { readService } from "../../src/workspace/config/service-file.ts";
import { parseTargets } from "../../src/workspace/config/targets-file.ts";
import { makeFolder } from "./temp-workspace.ts";

function failure(run: () => unknown): SelectoError {
  try {
    run();
  } catch (error) {
    return error as SelectoError;
  }
  throw new Error("it did not fail");
}

describe("the list", () => {
  it("is names of variables and services, with comments", () => {
    expect(parseTargets("\uFEFF# ours\r\nACME_URL\n\n  service=beta-2  # the second\n", "fleet.txt")).toEqual([
      { name: "ACME_URL", variable: "ACME_URL" },
      { name: "service=beta-2", service: "beta-2" },
    ]);
  });

  it.each([
    ["postgres://app:s3cret@host/db", "targets-line"],
    ["ACME_URL=postgres://app:s3cret@host/db", "targets-line"],
    ["service=", "targets-line"],
    ["host=h password=s3cret", "targets-line"],
    ["two words", "targets-line"],
    ["A", "targets-twice"],
  ])("a line that is none is refused by its number and not repeated: %s", (line, code) => {
    const error = failure(() => parseTargets(`# list\nA\n${line}\n`, "fleet.txt"));
    expect(error).toMatchObject({ code, exit: 2, message: expect.stringContaining("fleet.txt:3") });
    expect(`${error.message} ${error.why} ${error.next}`).not.toContain("s3cret");
  });

  it("an empty list is no fleet", () => {
    expect(failure(() => parseTargets("# nobody\n", "fleet.txt"))).toMatchObject({ code: "targets-empty" });
  });
});

describe("the service file", () => {
  const text = "# all\n[other]\nhost=o\n\n[acme]\nhost=h\nport=5433\ndbname = shop\nuser=app\npassword=s3cret\n[last]\nhost=l\n";

  it("is found where libpq finds it, and gives the parameters of one section", () => {
    const folder = makeFolder({ "pg_service.conf": text, ".pg_service.conf": "[home]\nhost=x\n" });
    const acme = { host: "h", port: "5433", database: "shop", user: "app", password: "s3cret" };
    expect(readService("acme", { PGSERVICEFILE: join(folder, "pg_service.conf") })).toEqual(acme);
    expect(readService("acme", { HOME: folder, PGSYSCONFDIR: folder })).toEqual(acme);
    expect(readService("home", { HOME: folder })).toEqual({ host: "x" });
  });

  it("a service that is not there is told with the files that were read", () => {
    const folder = makeFolder({ "pg_service.conf": text });
    const error = failure(() => readService("beta", { PGSERVICEFILE: join(folder, "pg_service.conf") }));
    expect(error).toMatchObject({ code: "service-unknown", exit: 2 });
    expect(JSON.stringify([error.message, error.why, error.next])).not.toContain("s3cret");
  });
});
