/** Which drops and adds are taken for renames, and with what confidence. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { assign } from "../../src/migration/renames/assign.ts";
import { followingRenames } from "../../src/migration/renames/follow.ts";
import { guessRenames } from "../../src/migration/renames/guess.ts";
import { guessLabels } from "../../src/migration/renames/labels.ts";
import { nameLikeness, usualWords } from "../../src/migration/renames/name-likeness.ts";
import { teamEdits } from "../../src/migration/renames/team-edits.ts";
import { nameOf } from "../../src/model/identity.ts";
import { TAKEN, type RenameGuess } from "../../src/model/rename.ts";
import type { SchemaState } from "../../src/model/schema-state.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openShadowPool } from "../oracle/shadow-pool.ts";
import { subjectsIn } from "../oracle/subjects.ts";

const pool = openShadowPool();
beforeAll(loadParser);
afterAll(() => pool.close());

async function stateOf(sql: string): Promise<SchemaState> {
  const database = await pool.open();
  await database.exec(sql);
  const state = await extractSchema(database);
  await database.close();
  return state;
}

const NOBODY = teamEdits([], []);

/** `users.name -> users.full_name taken`, sorted */
function said(guesses: readonly RenameGuess[]): string[] {
  return guesses.map(({ from, to, confidence }) => `${nameOf(from)} -> ${nameOf(to)} ${confidence >= TAKEN ? "taken" : "asked"}`).toSorted();
}

const USERS = "create table users (id bigint primary key, email varchar(50) unique, locked_at timestamptz, bio text, age int)";

describe("guesses", () => {
  it.each<[string, string, string, string[]]>([
    ["a like name in the same place", USERS, USERS.replace("email", "email_address"), ["users.email -> users.email_address taken"]],
    ["a common type in the same place alone", USERS, USERS.replace("locked_at", "dormant"), ["users.locked_at -> users.dormant asked"]],
    ["another type", USERS, USERS.replace("bio text", "bio_text jsonb"), []],
    ["something else at the end", USERS, USERS.replace(", bio text, age int", ", age int, homepage text"), []],
    [
      "several at once, together",
      "create table t (id int primary key, first_name text, last_name text, created timestamptz)",
      "create table t (id int primary key, given_name text, last_family_name text, created_at timestamptz)",
      ["t.created -> t.created_at taken", "t.first_name -> t.given_name asked", "t.last_name -> t.last_family_name asked"],
    ],
    [
      "a table and its columns",
      "create table accounts (id bigint primary key, email text unique, name text); create table notes (id bigint primary key, account_id bigint references accounts, note text)",
      "create table people (id bigint primary key, email text unique, name text); create table notes (id bigint primary key, person_id bigint references people, note text)",
      ["accounts -> people taken", "notes.account_id -> notes.person_id taken"],
    ],
    [
      "another foreign key",
      "create table a (id int primary key); create table b (id int primary key); create table t (id int primary key, one_id int references a, z text)",
      "create table a (id int primary key); create table b (id int primary key); create table t (id int primary key, once_id int references b, z text)",
      [],
    ],
    [
      "the same in several tables",
      "create table r (id int primary key, why text, z int); create table s (id int primary key, why text, z int); create table t (id int primary key, why text, z int)",
      "create table r (id int primary key, reason text, z int); create table s (id int primary key, reason text, z int); create table t (id int primary key, reason text, z int)",
      ["r.why -> r.reason taken", "s.why -> s.reason taken", "t.why -> t.reason taken"],
    ],
    [
      "a table of other columns",
      "create table logs (id bigint primary key, at timestamptz, message text)",
      "create table invoices (id bigint primary key, total numeric, currency char(3), due date)",
      [],
    ],
    [
      "a hostile name",
      'create table "we;rd" ("a.b" int not null unique, c text)',
      'create table "we;rd" ("a.b c" int not null unique, c text)',
      ["we;rd.a.b -> we;rd.a.b c taken"],
    ],
  ])("%s", async (_name, before, after, expected) => {
    const [from, to] = [await stateOf(before), await stateOf(after)];
    expect(said(guessRenames(from.facts, to.facts, NOBODY))).toEqual(expected);
  });

  it("never guesses where nothing came or nothing went", async () => {
    const from = await stateOf(USERS);
    expect(guessRenames(from.facts, (await stateOf(USERS.replace(", age int", ""))).facts, NOBODY)).toEqual([]);
    expect(guessRenames(from.facts, (await stateOf(USERS.replace("age int", "age int, x int"))).facts, NOBODY)).toEqual([]);
  });

  it("are decided by what the team edited, for and against", async () => {
    const [from, to] = [await stateOf(USERS), await stateOf(USERS.replace("locked_at", "dormant"))];
    const query = "-- name: q\nselect id, locked_at from users where id = $1";
    const edited = (text: string) => said(guessRenames(from.facts, to.facts, teamEdits(subjectsIn(query), subjectsIn(text))));
    expect(edited(query.replace("locked_at", "dormant"))).toEqual(["users.locked_at -> users.dormant taken"]);
    expect(edited(query.replace(", locked_at", ""))).toEqual([]);
    expect(edited(query)).toEqual(["users.locked_at -> users.dormant asked"]);
  });

  it("leave out a column that passes between a parent and its child", async () => {
    const down = "create table base (at int, note text); create table child (old_note text) inherits (base)";
    const up = "create table base (at int); create table child (note text) inherits (base)";
    const [from, to] = [await stateOf(down), await stateOf(up)];
    expect(guessRenames(from.facts, to.facts, NOBODY)).toEqual([]);
    expect(guessRenames(to.facts, from.facts, NOBODY)).toEqual([]);
  });

  it("leave out what somebody has denied", async () => {
    const [from, to] = [await stateOf(USERS), await stateOf(USERS.replace("email", "email_address"))];
    expect(guessRenames(from.facts, to.facts, NOBODY, (old) => old === "column:public.users.email")).toEqual([]);
  });
});

describe("what follows a rename", () => {
  it("is everything with the same definition and another name, in an order that can be run", async () => {
    const before = "create type mood as enum ('sad', 'ok'); create table t (id bigint generated always as identity primary key, a int, m mood, check (a > 0))";
    const after = before.replace("mood as", "feeling as").replace("m mood", "m feeling").replace("primary key", "constraint t_key primary key");
    const [from, to] = [await stateOf(`${before}; create index one on t (a)`), await stateOf(`${after}; create index two on t (a)`)];
    expect(followingRenames(from.facts, to.facts)).toEqual([
      ["type:public.mood", "type:public.feeling"],
      ["constraint:public.t.t_pkey", "constraint:public.t.t_key"],
      ["index:public.one", "index:public.two"],
    ]);
  });

  it("is nothing where two have the same definition", async () => {
    const table = "create table t (a int)";
    const [from, to] = [await stateOf(`${table}; create index i1 on t (a); create index i2 on t (a)`), await stateOf(`${table}; create index j on t (a)`)];
    expect(followingRenames(from.facts, to.facts)).toEqual([]);
  });

  it("is the sequence of an identity column", async () => {
    const table = "create table t (id int generated always as identity)";
    const [from, to] = [await stateOf(table), await stateOf(`${table}; alter sequence t_id_seq rename to other_seq`)];
    expect(followingRenames(from.facts, to.facts)).toEqual([["sequence:public.t_id_seq", "sequence:public.other_seq"]]);
  });
});

describe("pairs", () => {
  const gains = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(fc.integer({ min: -6, max: 9 }), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );
  const best = (table: readonly (readonly number[])[], row = 0, used: readonly number[] = []): number =>
    row === table.length
      ? 0
      : Math.max(
          best(table, row + 1, used),
          ...(table[row] ?? []).flatMap((gain, column) => (used.includes(column) ? [] : [gain + best(table, row + 1, [...used, column])])),
        );

  it("are the best whole, and nobody is in two", () => {
    fc.assert(
      fc.property(gains, (table) => {
        const pairs = assign(table);
        expect(pairs.reduce((total, { row, column }) => total + (table[row]?.[column] ?? 0), 0)).toBe(best(table));
        expect(new Set(pairs.map(({ row }) => row)).size).toBe(pairs.length);
        expect(new Set(pairs.map(({ column }) => column)).size).toBe(pairs.length);
      }),
    );
  });

  it("are as certain as the whole is worse without them", () => {
    fc.assert(
      fc.property(gains, (table) => {
        for (const { row, column, regret } of assign(table)) {
          const without = table.map((line, at) => line.map((gain, place) => (at === row && place === column ? -Infinity : gain)));
          expect(regret).toBe(best(table) - best(without));
        }
      }),
    );
  });
});

describe("names", () => {
  it.each([
    ["email", "email", 1],
    ["isActive", "is_active", 1],
    ["org", "organization", 1],
    ["icon", "avatar", 0.2],
  ])("%s and %s", (left, right, least) => {
    const likeness = nameLikeness(left, right);
    if (least < 0.5) expect(likeness).toBeLessThan(least);
    else expect(likeness).toBeGreaterThanOrEqual(least);
  });

  it("say nothing by words that all around them have", () => {
    const usual = usualWords(["user_id", "user_name", "user_mail", "age"]);
    expect([...usual]).toEqual(["user"]);
    expect(nameLikeness("user_name", "user_age", usual)).toBeLessThan(nameLikeness("user_name", "user_age"));
  });
});

describe("labels of an enum", () => {
  const labelled = async (before: string, after: string): Promise<string[]> => {
    const [from, to] = [await stateOf(`create type mood as enum (${before})`), await stateOf(`create type mood as enum (${after})`)];
    return guessLabels(from.facts, to.facts, () => false).map((guess) => `${nameOf(guess.from)} > ${nameOf(guess.to)} ${guess.confidence}`);
  };
  it.each([
    ["one in the place of another is a question", "'sad', 'ok'", "'not so', 'ok'", ["mood.sad > mood.not so 0.5"]],
    ["another order is not", "'sad', 'ok'", "'ok', 'sad'", []],
    ["one that comes elsewhere is not", "'sad', 'ok'", "'ok', 'glad'", []],
    ["one that only goes is not", "'sad', 'ok'", "'ok'", []],
  ])("%s", async (_name, before, after, found) => expect(await labelled(before, after)).toEqual(found));
});
