/** Every way in which a server can be out of reach: one line what, who said which one, one line what to do; never the password. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { SelectoError } from "../../src/model/error.ts";
import { CANARY, deaf, nobody, refusing, rude, silent, stranger, withoutTls, type OddServer } from "../support/odd-server.ts";

const opened: OddServer[] = [];
afterAll(() => Promise.all(opened.map((server) => server.close())));

async function refusalOf(url: string): Promise<SelectoError> {
  const error = await openServer(url, { source: "database.url says so" }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SelectoError)) throw new Error("it was not refused", { cause: error });
  expect([error.message, error.why, error.next, error.stack, JSON.stringify(error), JSON.stringify(error.cause ?? null)].join("\n")).not.toContain(CANARY);
  expect([error.why, error.exit]).toEqual(["database.url says so", 2]);
  return error;
}

describe("a server that cannot be reached", () => {
  it.each<[string, () => Promise<OddServer>, string, string]>([
    ["nobody listens", nobody, "nobody listens there, ECONNREFUSED", "start the server"],
    ["it is silent", silent, "no answer within 1 s", "connect_timeout=60"],
    ["it stops after the handshake", deaf, "no answer within 1 s", "connect_timeout=60"],
    ["it hangs up", rude, "it ended the connection without a reason", "PostgreSQL server listens there"],
    ["it is no PostgreSQL", stranger, "it ended the connection without a reason", "PostgreSQL server listens there"],
    [
      "the password is wrong",
      () => refusing("28P01", 'password authentication failed for user "app"'),
      '28P01 password authentication failed for user "app"',
      "correct user and password",
    ],
    [
      "it demands TLS",
      () => refusing("28000", 'no pg_hba.conf entry for host "127.0.0.1", user "app", database "shop", no encryption'),
      "28000 no pg_hba.conf entry",
      "add sslmode=require to the URL",
    ],
    ["the database is unknown", () => refusing("3D000", 'database "shop" does not exist'), "3D000", "create that database"],
    ["it is full", () => refusing("53300", "sorry, too many clients already"), "53300 sorry", "when fewer are connected"],
    ["it is a pooler", () => refusing("08P01", "unsupported startup parameter: options"), "08P01 unsupported", "give the server's own address"],
    ["it is starting", () => refusing("57P03", "the database system is starting up"), "57P03 the database", "when the server has started"],
  ])("%s", async (_what, open, reason, next) => {
    const server = await open();
    opened.push(server);
    const error = await refusalOf(server.url());
    expect(error.message).toContain(`cannot reach the database postgres://app:***@127.0.0.1:${server.port}/shop (${reason}`);
    expect(error.next).toContain(next);
  });

  it.each([
    ["sslmode=require", "it offers no TLS"],
    ["sslmode=verify-full", "it offers no TLS"],
    ["sslmode=maybe", "are what sslmode can say"],
    ["sslmode=verify-full&sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem, which it names, cannot be read"],
  ])("TLS is asked for by %s", async (parameters, said) => {
    const server = await withoutTls();
    opened.push(server);
    expect((await refusalOf(server.url(parameters))).message).toContain(said);
  });

  it.each(["", "shop", `postgres://app:${CANARY}@host:99999/shop`, `postgres://app:${CANARY}@ho st/shop`, "postgres://["])("%p is no address", async (url) => {
    expect(await refusalOf(url)).toMatchObject({ code: "database-url-invalid" });
  });
});
