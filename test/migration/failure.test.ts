/** What is said of a target's errors: never a row value. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DatabaseError, type PgError } from "../../src/model/database.ts";
import { consentsFor } from "../../src/model/consent.ts";
import { describeTargetError, tellingFailures } from "../../src/migration/run/failure.ts";
import { composePackage } from "../../src/migration/package/package.ts";
import { draft } from "./packages.ts";

const CANARY = "canary-51d";
const spoken: Omit<PgError, "sqlstate"> = { message: `m ${CANARY}`, detail: `Key (email)=(${CANARY})`, hint: CANARY, where: `PL/pgSQL ${CANARY}` };

describe("describeTargetError", () => {
  it("of the classes 22 and 23 tells SQLSTATE and names only; of no class DETAIL, HINT or CONTEXT", () => {
    fc.assert(
      fc.property(fc.constantFrom("22", "23"), fc.stringMatching(/^[0-9A-Z]{3}$/), (classOf, rest) => {
        const text = describeTargetError({
          sqlstate: `${classOf}${rest}`,
          ...spoken,
          namespace: "public",
          relation: "users",
          column: "email",
          constraint: "one_email",
        });
        expect(text).not.toContain(CANARY);
        expect(text).toMatch(new RegExp(`^${classOf}${rest} .*constraint one_email, table public.users, column email`));
      }),
    );
    expect(describeTargetError({ sqlstate: "42P01", ...spoken, message: 'relation "x"\n  does not exist' })).toBe('42P01 relation "x" does not exist');
  });

  it("takes secrets out of the messages it tells", () => {
    expect(describeTargetError({ sqlstate: "08001", message: "could not connect: postgres://app:hunter2@db/shop" })).toBe(
      "08001 could not connect: postgres://app:***@db/shop",
    );
  });
});

it("an error outside the steps becomes a failure with words", async () => {
  const refused = tellingFailures(() => Promise.reject(new DatabaseError({ sqlstate: "22012", ...spoken })));
  const error: unknown = await refused.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "SelectoError", code: "database-refused", message: "the database refuses: 22012 division by zero", exit: 2 });
  if (!(error instanceof Error)) throw new Error("no error");
  expect(JSON.stringify([error, error.cause])).not.toContain(CANARY);
});

it("a lossless, proved package needs no consent", () => expect(consentsFor(composePackage(draft("20260101000001_x", ["select 1"], ["select 1"])))).toEqual([]));
