/** The shop of this repository: every element of its domains is valid on its schema, with the types it declares. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync, readdirSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { declaredType } from "../../src/domain/element-subject.ts";
import { readDomain } from "../../src/domain/read-domain.ts";
import { typeAgrees } from "../../src/domain/type-agreement.ts";
import { openBareServer } from "../support/bare-server.ts";

const root = new URL("../../", import.meta.url);
const filesOf = (folder: string) =>
  readdirSync(new URL(folder, root))
    .toSorted()
    .map((name) => ({ path: folder + name, text: readFileSync(new URL(folder + name, root), "utf8") }));

let database: PGlite;
beforeAll(async () => {
  database = await openBareServer();
  for (const { text } of filesOf("schema/")) await database.exec(text);
}, 60_000);
afterAll(() => database.close());

describe.each(filesOf("domains/"))("$path", (file) => {
  const { domain, diagnostics } = readDomain(file);

  it("has nothing to complain about", () => {
    expect(diagnostics).toEqual([]);
    expect(domain?.elements.length).toBeGreaterThan(30);
  });

  it("is valid on the schema of the shop", async () => {
    if (domain === undefined) throw new Error("no domain");
    for (const element of domain.elements) {
      if (element.sql === undefined) throw new Error(`${element.key} has no statement`);
      const { resultFields } = await database.describeQuery(element.sql);
      const type = declaredType(domain, element);
      if (type === undefined) continue;
      const { rows } = await database.query<{ name: string; category: string }>(
        "SELECT format_type(oid, -1) AS name, typcategory AS category FROM pg_type WHERE oid = $1",
        [resultFields[0]?.dataTypeID],
      );
      expect([element.key, type, rows, typeAgrees(type, rows[0]?.name ?? "", rows[0]?.category)]).toEqual([element.key, type, rows, true]);
    }
  });
});
