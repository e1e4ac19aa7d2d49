import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { describeUrl, redact } from "../../src/database/redact.ts";

describe("redact", () => {
  it.each([
    ["postgres://app:hunter2@db/shop", "postgres://app:***@db/shop"],
    ["postgres://app:pa/ss@host/db", "postgres://app:***@host/db"],
    ["postgres://app:it's@host/db", "postgres://app:***@host/db"],
    ["postgres://app:a b@host/db", "postgres://app:***@host/db"],
    ["postgres://app:p@ss@host/db is down", "postgres://app:***@host/db is down"],
    ["postgresql://:hunter2@/shop?host=/tmp", "postgresql://:***@/shop?host=/tmp"],
    ["/home/postgres:/app:hunter2@db/shop: no such folder", "/home/postgres:/app:***@db/shop: no such folder"],
    ["host=db password=hunter2 user=app", "host=db password=*** user=app"],
    ["password='a b c' user=app", "password=*** user=app"],
    ["PGPASSWORD=abc", "PGPASSWORD=***"],
    ['password: "abc"', "password: ***"],
    ['{"password":"abc"}', '{"password":***}'],
    ["postgres://db/shop?user=app&password=hunter2&x=1", "postgres://db/shop?user=app&password=***&x=1"],
  ])("hides the secret of %j", (text, expected) => expect(redact(text)).toBe(expected));

  it.each([
    "postgres://app@db/shop",
    "cannot reach the database postgres://db/shop (ECONNREFUSED)",
    "queries/a.sql:3:5 column token_id does not exist",
    "mail to a@b.c: d@e.f",
  ])("leaves %j alone", (text) => expect(redact(text)).toBe(text));

  it("never lets a password of a URL through", () => {
    const password = fc
      .string({ minLength: 4 })
      .map(encodeURIComponent)
      .filter((text) => text.length >= 4 && !"postgres://app:***@host:5432/db".includes(text));
    fc.assert(fc.property(password, (secret) => !redact(`error: postgres://app:${secret}@host:5432/db refused`).includes(secret)));
  });

  it("shows a URL without password and parameters", () => {
    expect(describeUrl("postgres://app:hunter2@db:5433/shop?password=x")).toBe("postgres://app:***@db:5433/shop");
    expect(describeUrl("host=db password=hunter2")).toBe("(a connection string)");
  });
});
