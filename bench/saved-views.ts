/**
 * Thousands of saved views over one domain, judged for a dropped column: reading and compiling them, asking
 * PostgreSQL about all of them in one batch, before and after, with the most memory taken so far. Arguments:
 * `--views 1000,10000`; `--shapes 500`: how many of the views differ in more than their values (at most 6561).
 *
 * One view in ten is set up in both storage shapes, one in fifty has an unknown shape, and the domain's joins
 * lead in a circle (employee, department, its head, that one's department).
 */
import { parseArgs } from "node:util";
import { openEmbedded } from "../src/database/embedded/open.ts";
import { readDomain } from "../src/domain/read-domain.ts";
import type { Domain } from "../src/model/domain.ts";
import type { JsonValue } from "../src/model/json.ts";
import { analyzeImpact } from "../src/operations/analyze-impact.ts";
import { storedQueries, type StoredInput } from "../src/operations/stored-queries.ts";
import { subjectsOf } from "../src/operations/subjects.ts";
import { loadParser } from "../src/sql/index.ts";

const { values: flags } = parseArgs({ options: { views: { type: "string", default: "1000,10000" }, shapes: { type: "string", default: "6561" } } });

const SCHEMA = `
create table departments (id int primary key, name text not null, head_id int, city text, budget numeric);
create table employees (id int primary key, name text not null, department_id int not null references departments, salary numeric, hired_on date, level int);
alter table departments add foreign key (head_id) references employees;
`;
const relation = (table: string, fields: readonly string[], associations: object = {}): object => ({
  source_table: table,
  primary_key: "id",
  fields,
  associations,
});
const department = { queryable: "departments", owner_key: "department_id", related_key: "id" };
const head = { queryable: "employees", owner_key: "head_id", related_key: "id" };
const DOMAIN = {
  name: "Employee",
  source: relation("employees", ["id", "name", "department_id", "salary", "hired_on", "level"], { department }),
  schemas: {
    departments: relation("departments", ["id", "name", "head_id", "city", "budget"], { head }),
    employees: relation("employees", ["id", "name", "department_id", "salary", "hired_on", "level"], { heads_department: department }),
  },
  joins: { department: { joins: { head: { joins: { heads_department: {} } } } } },
};
const FIELDS = ["name", "salary", "hired_on", "level", "department.name", "department.city", "head.name", "head.salary", "heads_department.name"];

function viewNumber(n: number): JsonValue {
  // The digits of the number, to the base of how many fields there are: every shape is another statement.
  const shape = n % Number(flags.shapes);
  const field = (at: number): string => FIELDS[Math.floor(shape / FIELDS.length ** at) % FIELDS.length] ?? "name";
  if (n % 50 === 49) return { name: `View ${n}`, context: "/employees", settings: { columns: [field(0)] } };
  const filters = [
    ["f", "filters", { filter: field(1), comp: "NOT_NULL" }],
    ["g", "filters", { filter: "level", comp: ">", value: String(n % 7) }],
  ];
  const params =
    n % 10 === 0
      ? { view_mode: "aggregate", group_by: { 0: { field: field(0), index: "0" } }, aggregate: { 0: { field: "id", format: "count", index: "0" } } }
      : {
          view_mode: "detail",
          filters,
          views: {
            detail: {
              selected: [
                ["a", field(0), {}],
                ["b", field(2), {}],
              ],
              order_by: [["c", field(3), { dir: "desc" }]],
            },
          },
        };
  return { name: `View ${n}`, context: "/employees", params };
}

function read(count: number, domain: Domain): ReturnType<typeof storedQueries> {
  const text = JSON.stringify(
    Array.from({ length: count }, (_, n) => viewNumber(n)),
    null,
    1,
  );
  const input: StoredInput = { domainQueries: [], savedViews: [{ path: "views.json", text }], contexts: { "/employees": "Employee" } };
  return storedQueries(input, [domain]);
}

await loadParser();
const { domain } = readDomain({ path: "domains/employee.json", text: JSON.stringify(DOMAIN) });
if (domain === undefined) throw new Error("the domain of the benchmark cannot be read");
process.stdout.write("views   compiled   judged   per view   memory   verdicts\n");
for (const count of flags.views.split(",").map(Number)) {
  const started = performance.now();
  const { queries } = read(count, domain);
  const compiled = performance.now();
  const origin = { kind: "files", text: "bench" } as const;
  const source = {
    origin,
    recipe: { kind: "files", scripts: [{ file: "schema.sql", text: SCHEMA, transactional: true }] },
    files: [],
    queries,
    domains: [],
    diagnostics: [],
    inputHash: "",
  } as const;
  const script = { file: "change.sql", text: "alter table departments drop column city", transactional: true };
  const report = await analyzeImpact(
    { from: source, to: { origin, subjects: () => subjectsOf(source) }, change: () => Promise.resolve({ kind: "script", script }) },
    { open: () => openEmbedded({ timeoutMs: 600_000 }) },
  );
  const judged = performance.now();
  const seconds = (from: number, to: number): string => `${((to - from) / 1000).toFixed(1)} s`;
  const verdicts = Object.entries(report.counts).flatMap(([verdict, n]) => (n > 0 ? [`${n} ${verdict}`] : []));
  process.stdout.write(
    `${String(count).padEnd(7)} ${seconds(started, compiled).padEnd(10)} ${seconds(compiled, judged).padEnd(8)} ${`${((judged - started) / count).toFixed(2)} ms`.padEnd(10)} ${`${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`.padEnd(8)} ${verdicts.join(", ")}, ${report.baseline.length} unknown before already\n`,
  );
}
