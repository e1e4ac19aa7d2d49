/** Which statements would write a mark where a secret was. */
import { expect, it } from "@jest/globals";
import { hiddenValueIn } from "../../src/schema/hidden-values.ts";

it.each([
  [
    `ALTER FOREIGN DATA WRAPPER "fw" OPTIONS (ADD "k" '__OPTION_K__')`,
    'the value of option "k" may be a secret and is not read, so no step can set it: ALTER FOREIGN DATA WRAPPER "fw"',
  ],
  [
    `CREATE SUBSCRIPTION "s" CONNECTION 'host=__CONN_HOST__ password=__CONN_PASSWORD__' PUBLICATION "p"`,
    'the connection of subscription "s" may hold a secret and is not read, so no step can set it',
  ],
  [`ALTER SERVER "fs" OPTIONS (ADD "host" 'h')`, undefined],
  [`ALTER TABLE "t" ALTER COLUMN "a" SET DEFAULT '__OPTION_K__'`, undefined],
])("%s", (sql, reason) => expect(hiddenValueIn([{ sql }])).toBe(reason));
