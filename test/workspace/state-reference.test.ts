/** Every form of a state reference, and that secrets are refused without being repeated. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { SelectoError } from "../../src/model/error.ts";
import { nearestName } from "../../src/workspace/nearest-name.ts";
import { parseStateReference, type StateReference } from "../../src/workspace/state-reference.ts";

describe("parseStateReference", () => {
  it.each<[string, StateReference]>([
    ["latest", { kind: "recent", back: 0 }],
    ["@{0}", { kind: "recent", back: 0 }],
    ["@{2}", { kind: "recent", back: 2 }],
    ["release-1", { kind: "named", name: "release-1", fingerprint: false }],
    ["before the move", { kind: "named", name: "before the move", fingerprint: false }],
    ["3fa2", { kind: "named", name: "3fa2", fingerprint: true }],
    ["3fa", { kind: "named", name: "3fa", fingerprint: false }],
    ["s1:pg18:3fa2b1", { kind: "named", name: "s1:pg18:3fa2b1", fingerprint: true }],
    ["db", { kind: "database" }],
    ["files", { kind: "files" }],
    ["migrations", { kind: "migrations" }],
    ["git:main", { kind: "git", ref: "main" }],
    ["git:HEAD~2", { kind: "git", ref: "HEAD~2" }],
    ["git:feature/a:b", { kind: "git", ref: "feature/a:b" }],
    ["env:DATABASE_URL", { kind: "environment", variable: "DATABASE_URL" }],
    ["version:Order@1.2.0", { kind: "version", domain: "Order", version: "1.2.0" }],
    ["version:a@b@1.2.0-rc.1", { kind: "version", domain: "a@b", version: "1.2.0-rc.1" }],
    ["old.sql", { kind: "path", path: "old.sql" }],
    ["./db", { kind: "path", path: "./db" }],
    ["db/schema", { kind: "path", path: "db/schema" }],
    [".", { kind: "path", path: "." }],
    ["C:\\work\\a", { kind: "path", path: "C:\\work\\a" }],
  ])("%s", (text, expected) => {
    expect(parseStateReference(text)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["", "latest"],
    ["git:", "git:main"],
    ["git:--upload-pack=x", "git:main"],
    ["gti:main", "did you mean git:main"],
    ["vresion:Order@1.2.0", "did you mean version:Order@1.2.0"],
    ["env:", "env:DATABASE_URL"],
    ["env:$(id)", "env:DATABASE_URL"],
    ["version:Order", "version:Order@1.2.0"],
    ["version:Order@new", "version:Order@1.2.0"],
    ["version:@1.2.0", "version:Order@1.2.0"],
    ["a\nb", "latest"],
  ])("refuses %j", (text, next) => {
    expect(() => parseStateReference(text)).toThrow(expect.objectContaining({ code: "state-unreadable", exit: 2, next: expect.stringContaining(next) }));
  });

  it.each([
    "postgres://app:hunter2canary@db/shop",
    "postgresql://db/hunter2canary",
    "mysql://hunter2canary",
    "host=db password=hunter2canary",
    " POSTGRES://u:hunter2canary@x",
  ])("refuses the secret %s without repeating it", (text) => {
    let failure: unknown;
    try {
      parseStateReference(text);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: "state-secret", next: expect.stringContaining("env:") });
    expect(failure instanceof SelectoError ? [failure.message, failure.why, failure.next, failure.stack].join() : "hunter2canary").not.toContain(
      "hunter2canary",
    );
  });

  it("answers or refuses, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseStateReference(text).kind).toMatch(/^[a-z]+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(SelectoError);
        }
      }),
    );
  });
});

describe("nearestName", () => {
  it.each<[string, string | undefined]>([
    ["querys", "queries"],
    ["qureies", "queries"],
    ["Schema", "schema"],
    ["shcema", "schema"],
    ["domian", "domains"],
    ["x", undefined],
    ["completely-else", undefined],
  ])("%s: %s", (name, expected) => {
    expect(nearestName(name, ["schema", "queries", "domains"])).toBe(expected);
  });
});
