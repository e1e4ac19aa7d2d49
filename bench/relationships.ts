/**
 * Are guessed relationships relationships? The declared foreign keys of real schemas are hidden and looked
 * for again, by names, types, keys and uniqueness alone; then, in a line of its own, with what the views and
 * functions of the schema join by. Then facts and dimensions of warehouses written after the textbook (foreign
 * keys hidden as well), of tpch, and of schemas in which nothing is a star.
 *
 *   npm run bench relationships [NAME ...] [--misses] [--fit] [--keep FOLDER] [--more FOLDER]
 *
 * Rules were written with misses of all schemas of the corpus in view, weights with those of the first group.
 * `--more` measures the `.sql` files of another folder, which nobody needs to have looked at. `precision`
 * counts every guess that is not declared as wrong. Column (b) counts those of them that refer without a
 * foreign key, and somebody says so: views, functions or the application's queries join by it, or the schema
 * declares it for such a column elsewhere; `known use` leaves them out, and so does ECE, the expected
 * calibration error. `--misses` shows each: `~` is (b), `+` is wrong, `-` was not found.
 * `--fit` chooses weights anew and shows them. Reads the corpus from ../shared/corpus (or SELECTO_CORPUS).
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { readCatalog, type Catalog } from "../src/domain/generation/facts/catalog.ts";
import { joinsOfTexts } from "../src/domain/generation/joins/schema-joins.ts";
import { findRelationships } from "../src/domain/generation/relationships/find-relationships.ts";
import { WEIGHTS } from "../src/domain/generation/relationships/weights.ts";
import type { Relationship } from "../src/model/generation.ts";
import { loadParser } from "../src/sql/index.ts";
import { collectFacts, nameOfSchema, type Facts } from "./relationships/collect.ts";
import { fit } from "./relationships/fit.ts";
import { calibrationError, f1, scoreOf, together, truthOf, undeclared, type Prediction, type Score } from "./relationships/score.ts";
import { meantStars, scoreStars } from "./relationships/stars.ts";

/** Weights are chosen on these. */
const CHOSEN_ON = new Set(["adventureworks", "authelia", "chinook", "danbooru_2026-03-23", "gitness", "lemmy"]);
/** Versions of one schema of which the corpus has a later one, and those that declare nothing to look for. */
const LEFT_OUT = /^danbooru_20(?:12|21)|^river$|^temporal|^coder$/;

const { values: flags, positionals } = parseArgs({
  options: { misses: { type: "boolean" }, fit: { type: "boolean" }, keep: { type: "string" }, more: { type: "string" } },
  allowPositionals: true,
});
const corpus = process.env["SELECTO_CORPUS"] ?? join(process.cwd(), "..", "shared", "corpus");
const own = join(process.cwd(), "bench", "relationships");
await loadParser();

interface Schema {
  readonly name: string;
  readonly file: string;
  readonly declared: Catalog;
  readonly hidden: Catalog;
  readonly truth: ReadonlySet<string>;
  readonly unsure: (key: string) => boolean;
}

const wanted = (name: string): boolean => positionals.length === 0 || positionals.some((one) => name.startsWith(one));

if (existsSync(join(corpus, "schemas"))) {
  const files = corpusFiles().filter((file) => !LEFT_OUT.test(nameOfSchema(file)) && wanted(nameOfSchema(file)));
  const schemas = await readAll(files);
  if (flags.fit === true) showFit(schemas.filter(({ name }) => CHOSEN_ON.has(name)));
  printHead();
  printGroup(
    "weights were chosen on these",
    schemas.filter(({ name }) => CHOSEN_ON.has(name)),
  );
  printGroup(
    "weights were not chosen on these",
    schemas.filter(({ name }) => !CHOSEN_ON.has(name)),
  );
} else console.log(`relationships of real schemas skipped: there is no corpus at ${corpus} (SELECTO_CORPUS names another place)`);

if (flags.more !== undefined) {
  const folder = flags.more;
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  printGroup("of " + folder, await readAll(files.map((file) => join(folder, file)).filter((file) => wanted(nameOfSchema(file)))));
}

const stars = readdirSync(own)
  .filter((file) => file.endsWith(".sql"))
  .map((file) => join(own, file));
console.log("\nforeign keys of the warehouses written for this, and of those where nothing is a star");
printGroup("own schemas", await readAll(stars.filter((file) => wanted(nameOfSchema(file)))));
await printStars();
measureLarge();

function corpusFiles(): string[] {
  const schemas = readdirSync(join(corpus, "schemas")).filter((file) => file.endsWith(".sql"));
  const histories = existsSync(join(corpus, "migrations")) ? readdirSync(join(corpus, "migrations")) : [];
  return [
    ...schemas.map((file) => join(corpus, "schemas", file)),
    ...histories.map((name) => join(corpus, "migrations", name, "final_schema.sql")).filter((file) => existsSync(file)),
  ];
}

async function readAll(files: readonly string[]): Promise<Schema[]> {
  const found: Schema[] = [];
  for (const file of files) {
    const facts = await collectFacts(file, flags.keep);
    const declared = readCatalog(facts);
    const truth = truthOf(declared);
    const name = nameOfSchema(file);
    found.push({
      name,
      file,
      declared,
      hidden: readCatalog(withoutForeignKeys(facts)),
      truth,
      unsure: undeclared(declared, truth, [...declared.joins, ...joinsOfTexts(queriesOf(name), facts.facts, declared.tables, "query:")]),
    });
  }
  return found;
}

function withoutForeignKeys({ facts }: Facts): Facts {
  return { facts: facts.filter((fact) => fact.payload["type"] !== "f") };
}

function queriesOf(name: string): string[] {
  const folder = join(corpus, "workloads", name.split("_")[0] ?? name, "queries");
  return existsSync(folder) ? readdirSync(folder).flatMap((file) => (file.endsWith(".sql") ? [readFileSync(join(folder, file), "utf8")] : [])) : [];
}

function predicted({ table, columns, target, targetColumns, confidence, covers = [] }: Relationship): Prediction {
  return { key: `${table}(${columns.join()})>${target}(${targetColumns.join()})`, probability: confidence, covers: covers.map(predicted) };
}

function judge(catalog: Catalog, { truth, unsure }: Schema): { score: Score; ms: number; misses: string[] } {
  const start = performance.now();
  const guesses = findRelationships(catalog);
  const ms = performance.now() - start;
  const predictions = guesses.map(predicted);
  const taken = new Set(predictions.filter(({ probability }) => probability >= 0.5).map(({ key }) => key));
  const plain = (key: string): string => key.replaceAll("table:", "").replaceAll("public.", "");
  const misses = [
    ...predictions
      .filter(({ key }) => taken.has(key) && !truth.has(key))
      .map(({ key, probability }) => `    ${unsure(key) ? "~" : "+"} ${probability.toFixed(2)} ${plain(key)}`),
    ...[...truth].filter((key) => !taken.has(key)).map((key) => `    -      ${plain(key)}`),
  ];
  return { score: scoreOf(catalog, truth, predictions, unsure), ms, misses };
}

function printHead(): void {
  console.log(
    `${"".padEnd(24)}${"".padEnd(14)}likelier than not (0.5)           known use                     as generated (0.8)\n` +
      `${"".padEnd(24)}tables  keys   precision   recall     F1    (b)  precision     F1    ECE   precision  known use   recall     ms`,
  );
}

/** Names, types, keys and uniqueness alone; then with what views and functions of the schema join by, where they join. */
function printGroup(title: string, schemas: readonly Schema[]): void {
  const alone: Score[] = [];
  const withViews: Score[] = [];
  console.log(title);
  for (const schema of schemas) {
    const { hidden } = schema;
    const { score, ms, misses } = judge({ ...hidden, joins: [] }, schema);
    alone.push(score);
    print(schema.name, score, ms);
    if (flags.misses === true) for (const line of misses) console.log(line);
    const more = hidden.joins.length === 0 ? undefined : judge(hidden, schema);
    withViews.push(more?.score ?? score);
    if (more === undefined) continue;
    print("  with views", more.score, more.ms);
    if (flags.misses === true) for (const line of more.misses.filter((one) => !misses.includes(one))) console.log(line);
  }
  if (schemas.length < 2) return;
  print("together", together(alone));
  if (schemas.some(({ hidden }) => hidden.joins.length > 0)) print("  with views", together(withViews));
}

function print(name: string, score: Score, ms?: number): void {
  const precision = ({ taken, right }: Score["sure"]): number => right / Math.max(1, taken);
  const known = ({ taken, right, undeclared: b }: Score["sure"]): number => right / Math.max(1, taken - b);
  const recall = ({ right }: Score["sure"]): number => right / Math.max(1, score.truth);
  const share = (value: number, width: number): string => `${(value * 100).toFixed(1)} %`.padStart(width);
  const both = (a: number, b: number): string => f1(a, b).toFixed(3).padStart(7);
  const cells = [
    `  ${name.padEnd(22)}`,
    String(score.tables).padStart(6),
    String(score.truth).padStart(6),
    share(precision(score), 12),
    share(recall(score), 9),
    both(precision(score), recall(score)),
    String(score.undeclared).padStart(7),
    share(known(score), 11),
    both(known(score), recall(score)),
    calibrationError(score.calls).toFixed(3).padStart(7),
    share(precision(score.sure), 12),
    share(known(score.sure), 11),
    share(recall(score.sure), 9),
    ms === undefined ? "" : ms.toFixed(0).padStart(7),
  ];
  console.log(cells.join(""));
}

function showFit(schemas: readonly Schema[]): void {
  const fitted = fit(schemas.map(({ hidden, truth, unsure }) => ({ catalog: hidden, truth, unsure })));
  console.log("weight: thought out > fitted (where they differ by a tenth or more)");
  for (const [name, value] of Object.entries(WEIGHTS)) {
    const now = fitted[name as keyof typeof WEIGHTS];
    if (Math.abs(now - value) >= 0.1) console.log(`  ${name.padEnd(18)} ${String(value).padStart(5)} > ${now}`);
  }
}

async function printStars(): Promise<void> {
  console.log("\nfacts and dimensions (foreign keys hidden)    meant  found  right  precision  recall     F1");
  const tpch = join(corpus, "schemas", "tpch.sql");
  const cases = [
    ...stars.map((file) => ({ file, meant: meantStars(file) })),
    // What lineitem measures is looked at by its order, part, supplier and what that supplier asks for the part.
    ...(existsSync(tpch)
      ? [{ file: tpch, meant: new Set(["fact lineitem", "dimension orders", "dimension partsupp", "dimension part", "dimension supplier"]) }]
      : []),
    ...(existsSync(join(corpus, "migrations"))
      ? ["authelia", "kratos", "river"].map((name) => ({ file: join(corpus, "migrations", name, "final_schema.sql"), meant: new Set<string>() }))
      : []),
  ];
  const sum = { truth: 0, found: 0, right: 0 };
  for (const { file, meant } of cases) {
    if (!wanted(nameOfSchema(file))) continue;
    const score = scoreStars(readCatalog(withoutForeignKeys(await collectFacts(file, flags.keep))), meant);
    for (const key of ["truth", "found", "right"] as const) sum[key] += score[key];
    printStar(basename(nameOfSchema(file)), score);
    if (flags.misses === true) for (const line of score.misses) console.log(`    ${line}`);
  }
  printStar("together", sum);
}

function printStar(name: string, { truth, found, right }: { readonly truth: number; readonly found: number; readonly right: number }): void {
  const [precision, recall] = [found === 0 ? 1 : right / found, truth === 0 ? 1 : right / truth];
  const share = (value: number, width: number): string => `${(value * 100).toFixed(1)} %`.padStart(width);
  console.log(
    `  ${name.padEnd(42)}${String(truth).padStart(7)}${String(found).padStart(7)}${String(right).padStart(7)}${share(precision, 11)}${share(recall, 8)}${f1(precision, recall).toFixed(3).padStart(7)}`,
  );
}

/** 500 tables of one schema, each referring to some others. */
function measureLarge(): void {
  const words = ["order", "invoice", "shipment", "product", "customer", "account", "ticket", "project", "asset", "contract"];
  const kinds = ["header", "line", "event", "note", "status", "log", "setting", "link", "version", "summary"];
  const facts = Array.from({ length: 500 }, (_, at) => {
    const name = `${words[at % 10] ?? ""}_${kinds[Math.floor(at / 10) % 10] ?? ""}_${"abcde".charAt(Math.floor(at / 100))}`;
    const parent = `table:public.${name}`;
    const others = [1, 7, 31, 113].map(
      (step) =>
        `${words[(at + step) % 10] ?? ""}_${kinds[Math.floor((at + step) / 10) % 10] ?? ""}_${"abcde".charAt(Math.floor(((at + step) % 500) / 100))}_id`,
    );
    const columns = [
      "id",
      "name",
      "created_by",
      "created_at",
      "status",
      "amount",
      "parent_id",
      "description",
      ...others,
      ...Array.from({ length: 8 }, (_, n) => `attribute_${n}`),
    ];
    return [
      { key: parent, payload: {} },
      ...columns.map((column, n) => ({
        key: `column:public.${name}.${column}`,
        parent,
        payload: { _position: n + 1, type: column.endsWith("id") || column === "created_by" ? "bigint" : "text", notNull: true },
      })),
      { key: `constraint:public.${name}.p`, parent, payload: { type: "p", def: "PRIMARY KEY (id)" } },
    ];
  }).flat();
  const start = performance.now();
  const before = process.cpuUsage();
  const found = findRelationships(readCatalog({ facts }));
  const { user, system } = process.cpuUsage(before);
  // A machine that does other things as well makes the first number longer, not the second.
  console.log(
    `\n500 tables, 10,000 columns: ${found.length} relationships in ${((performance.now() - start) / 1000).toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of processor)`,
  );
}
