/** What is done to one column: its type first, then that it must have a value; and nothing to one that is just made. */
import { expect, it } from "@jest/globals";
import type { PlannedStatement } from "../../src/model/plan.ts";
import { typesBeforeNotNull, withoutAltersOfRebuilt } from "../../src/schema/column-order.ts";

const statement = (sql: string): PlannedStatement => ({
  sql,
  verb: "alter",
  produces: [],
  destroys: [],
  mode: "tx",
  commitAfter: false,
  lock: "accessExclusive",
  rewrite: false,
  destructive: false,
});

const ordered = (...sql: string[]): string[] => typesBeforeNotNull(sql.map(statement)).map((one) => one.sql);

const A = 'ALTER TABLE "public"."t" ALTER COLUMN "a"';
const B = 'ALTER TABLE "public"."t" ALTER COLUMN "b ALTER COLUMN ""a"""';

it("moves SET NOT NULL behind the last change of its column's type, and nothing else", () => {
  const [type, again] = [`${A} TYPE text USING "a"::text`, `${A} TYPE integer USING coalesce(a::int, 0)`];
  expect(ordered(`${A} SET NOT NULL`, `${B} SET NOT NULL`, type, `${A} DROP DEFAULT`, again, `${A} SET DEFAULT 1`, `${B} TYPE text`)).toEqual([
    type,
    `${A} DROP DEFAULT`,
    again,
    `${A} SET NOT NULL`,
    `${A} SET DEFAULT 1`,
    `${B} TYPE text`,
    `${B} SET NOT NULL`,
  ]);
});

it("leaves a column alone that may be empty first, or whose type is there already", () => {
  for (const plan of [
    [`${A} DROP NOT NULL`, `${A} TYPE text`],
    [`${A} TYPE text`, `${A} SET NOT NULL`],
    [`${A} SET NOT NULL`, `${B} TYPE text`],
  ])
    expect(ordered(...plan)).toEqual(plan);
});

it("alters no column of a table that the plan drops and makes anew", () => {
  const T = "table:public.t";
  const plan = [
    statement(`${A} TYPE text`),
    { ...statement('DROP TABLE "public"."t"'), destroys: [T] },
    { ...statement('CREATE TABLE "public"."t" ("a" text)'), produces: [T] },
    { ...statement('CREATE TABLE "public"."u" ("a" text)'), produces: ["table:public.u"] },
    statement(`${A} TYPE text`),
    statement(`${A} SET DEFAULT 'x'`),
    statement('ALTER TABLE "public"."u" ALTER COLUMN "a" SET NOT NULL'),
  ];
  expect(withoutAltersOfRebuilt(plan)).toEqual(plan.filter((_one, at) => at !== 4));
});
