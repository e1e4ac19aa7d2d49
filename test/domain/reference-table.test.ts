/**
 * Each way in which a domain can name something of the database, with a change that takes exactly that away: the verdict
 * must stand at the place of the reference, `§` in the domain (`¶`: `changed`), and nowhere else.
 *
 *   ROW=tenant npm test -- test/domain/reference-table      only the rows whose name holds `tenant`
 */
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sha256 } from "../../src/model/hash.ts";
import { formatPosition, lineAndColumn } from "../../src/model/position.ts";
import type { DomainElement } from "../../src/model/subject.ts";
import { readDomains } from "../../src/domain/read-domain.ts";
import { impactOfChange } from "../../src/operations/impact-of-states.ts";
import { openSession, type Session } from "../../src/operations/session.ts";
import type { StateSource } from "../../src/operations/state-source.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openShadowPool } from "../oracle/shadow-pool.ts";
import { REFERENCES, SCHEMA, type ReferenceRow } from "./reference-rows.ts";
import { SECTIONS } from "./section-rows.ts";
import { SPELLINGS } from "./spelling-rows.ts";
import { openBareServer } from "../support/bare-server.ts";

const wanted = process.env["ROW"] ?? "";
const pool = openShadowPool();
let session: Session;
let database: PGlite;

beforeAll(async () => {
  await loadParser();
  session = await openSession(".");
  database = await openBareServer();
  await database.exec(SCHEMA);
}, 60_000);
afterAll(async () => {
  await database.close();
  await pool.close();
});

function stateOf(files: readonly { readonly path: string; readonly text: string }[], schema: string): StateSource {
  const { readings } = readDomains(files);
  return {
    origin: { kind: "files", text: "before" },
    recipe: { kind: "files", scripts: [{ file: "schema.sql", text: schema }] },
    queries: [],
    domains: readings.flatMap(({ domain }) => domain ?? []),
    diagnostics: [],
    files: [],
    inputHash: sha256(JSON.stringify([files, schema])),
  };
}

/** The domain without its marks, and `verdict file:line:column` of every mark. */
function marked(text: string, verdict: string): { text: string; places: string[] } {
  const plain = text.replaceAll(/[§¶]/g, "");
  const places = [...text.matchAll(/[§¶]/g)].map((mark, before) => {
    const { line, column } = lineAndColumn(plain, mark.index - before);
    return `${mark[0] === "§" ? verdict : "changed"} domains/item.yaml:${line}:${column}`;
  });
  return { text: plain, places };
}

const FILE = "domains/item.yaml";

function filesOf({ other }: ReferenceRow, text: string): { path: string; text: string }[] {
  return [{ path: FILE, text }, ...(other === undefined ? [] : [{ path: "domains/other.yaml", text: other }])];
}

function sorted(places: readonly string[]): string[] {
  return [...new Set(places)].toSorted();
}

/** Where elements stand that PostgreSQL takes before the change and refuses after it. */
async function brokenBy(row: ReferenceRow, text: string): Promise<string[]> {
  const { domains } = stateOf(filesOf(row, text), SCHEMA);
  const elements = domains.filter(({ file }) => file === FILE).flatMap((one) => one.elements);
  expect(elements.flatMap(({ label, problem }) => (problem === undefined ? [] : `${label}: ${problem.message}`))).toEqual([]);
  await database.exec(`begin; ${row.also ?? ""}`);
  expect(await refused(elements)).toEqual([]);
  await database.exec(row.change);
  const broken = await refused(elements);
  await database.exec("rollback");
  return sorted(broken.map(({ position }) => `broken ${formatPosition(position)}`));
}

async function refused(elements: readonly DomainElement[]): Promise<DomainElement[]> {
  const found: DomainElement[] = [];
  for (const element of elements) {
    await database.exec("savepoint one");
    try {
      await database.describeQuery(element.sql ?? "");
      await database.query(`explain (generic_plan) ${element.sql}`);
    } catch {
      found.push(element);
      await database.exec("rollback to savepoint one");
    }
  }
  return found;
}

/** The whole answer, for rows whose verdict is more than PostgreSQL's no. */
async function verdicts(row: ReferenceRow, text: string): Promise<string[]> {
  const from = stateOf(filesOf(row, text), SCHEMA + (row.also ?? ""));
  const script = { kind: "script" as const, script: { file: "change.sql", text: row.change } };
  const here = { ...session, shadow: { open: pool.open } };
  const report = await impactOfChange(here, from, { key: null, resolve: () => ({ change: script, text: "change" }) }, undefined);
  expect(report.baseline.map(({ label, reason }) => `${label}: ${reason}`)).toEqual([]);
  const told = report.impacts.filter(({ verdict, position }) => verdict !== "safe" && position.file === FILE);
  return sorted(told.map(({ verdict, position }) => `${verdict} ${formatPosition(position)}`));
}

describe.each([
  ["a reference", REFERENCES],
  ["a part", SECTIONS],
  ["a spelling", SPELLINGS],
])("%s", (_, rows) => {
  it.each(rows.filter(([name]) => name.includes(wanted)))("%s", async (_name, row) => {
    const { text, places } = marked(row.domain, row.verdict ?? "broken");
    const isPlain = row.verdict === undefined && !row.domain.includes("¶");
    expect(isPlain ? await brokenBy(row, text) : await verdicts(row, text)).toEqual(sorted(places));
  });
});
