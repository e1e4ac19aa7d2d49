/** Packages as values and as the text of three files. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MIGRATION_FORMAT, type PackageFiles } from "../../src/model/migration.ts";
import { composePackage, packageFiles, parsePackage, stepLine } from "../../src/migration/package/package.ts";
import { chain, draft, step } from "./packages.ts";

const NAME = "20261122150200_add_order_note";
const one = composePackage(
  draft(NAME, ["alter table orders add column note text", "comment on column orders.note is 'a'"], ["alter table orders drop column note"]),
);
const files = packageFiles(one);

describe("laws", () => {
  const hazard = fc.record({ code: fc.string({ minLength: 1 }), subject: fc.string(), text: fc.string() });
  const steps = fc.array(
    fc
      .record({
        sql: fc.constantFrom("select 1", "select '\n-- step 2\n'", "select 'é\\'"),
        lock: fc.option(fc.string()),
        rewrite: fc.boolean(),
        hazards: fc.array(hazard, { maxLength: 2 }),
      })
      .map((facts) => step(facts.sql, facts)),
    { minLength: 1, maxLength: 3 },
  );
  const patches = fc.array(
    fc.record({
      name: fc.string({ minLength: 1 }),
      from: fc.option(fc.string()),
      to: fc.option(fc.string()),
      file: fc.string({ minLength: 1 }),
      before: fc.constantFrom(null, "0".repeat(64)),
      after: fc.constantFrom(null, "1".repeat(64)),
      patch: fc.array(fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)))),
      unpatch: fc.constant([]),
    }),
    { maxLength: 2 },
  );

  it("parse(files(m)) = m, whatever git does to line ends, and the checksum still fits", () => {
    fc.assert(
      fc.property(steps, steps, patches, fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }), fc.boolean(), (up, down, domains, searchPath, windows) => {
        const made = composePackage({ ...draft(NAME, up, down), domains, searchPath });
        const text = packageFiles(made);
        const crlf = (content: string): string => (windows ? content.replaceAll("\n", "\r\n") : content);
        const read = parsePackage({ name: text.name, manifest: crlf(text.manifest), up: crlf(text.up), down: crlf(text.down) }, "migrations");
        expect(read).toEqual({ package: made, diagnostics: [] });
      }),
    );
  });

  it("any changed byte of any file is seen", () => {
    fc.assert(
      fc.property(fc.constantFrom<keyof PackageFiles>("manifest", "up", "down"), fc.nat(), fc.constantFrom("x", "0", " x", "-"), (which, at, insert) => {
        const text = files[which];
        const offset = at % text.length;
        const changed = text.slice(0, offset) + insert + text.slice(offset + 1);
        const read = parsePackage({ ...files, [which]: changed }, "migrations");
        // white space of the document is no content; everything else is
        const same = which === "manifest" && read.package !== undefined && JSON.stringify(JSON.parse(changed)) === JSON.stringify(JSON.parse(text));
        expect(changed === text || same || read.package === undefined || read.package.edited).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("parsePackage", () => {
  const manifest = JSON.parse(files.manifest);
  const withManifest = (change: object): Partial<PackageFiles> => ({ manifest: JSON.stringify({ ...manifest, ...change }) });
  it.each<[string, Partial<PackageFiles>, RegExp, RegExp]>([
    ["no JSON", { manifest: "{" }, /migration\.json$/, /no JSON/],
    ["an array", { manifest: "[]" }, /migration\.json$/, /format 2/],
    ["a future format", withManifest({ format: MIGRATION_FORMAT + 1 }), /migration\.json$/, /has format 3; this selecto reads up to 2/],
    ["an unknown key", withManifest({ setps: [] }), /migration\.json$/, /setps/],
    ["a wrong value", withManifest({ class: "fine" }), /migration\.json$/, /class: /],
    ["another name", withManifest({ name: "20261122150200_other" }), /migration\.json$/, /it says it is 20261122150200_other/],
    ["a folder of another name", { name: "add_note" }, /migrations\/add_note$/, /no migration name/],
    ["an empty down.sql", { down: "" }, /down\.sql$/, /has no steps, but the migration says it is lossless/],
    ["a down of comments", { down: "-- nothing to do\n" }, /down\.sql$/, /has no steps/],
    ["an irreversible one with a way back", withManifest({ class: "irreversible" }), /down\.sql$/, /irreversible migration has steps back/],
    ["a commit in a step", { up: `${files.up}\n-- step 3\nselect 1;\ncommit;\n` }, /up\.sql$/, /step 3: it says COMMIT/],
    ["a script without separators", { up: "select 1;" }, /up\.sql$/, /before the first step/],
    ["an unclosed quote", { up: "-- step 1\nselect 'x;" }, /up\.sql$/, /not closed/],
    ["an index that could not be found again", { up: "-- step 1\ncreate index concurrently on t (a);" }, /up\.sql$/, /give the index a name/],
  ])("%s is a finding with file and remedy", (_case, change, file, message) => {
    const read = parsePackage({ ...files, ...change }, "migrations");
    expect(read.package).toBeUndefined();
    expect(read.diagnostics.length).toBeGreaterThan(0);
    expect(read.diagnostics[0]?.position?.file).toMatch(file);
    expect(read.diagnostics[0]?.message).toMatch(message);
    expect(read.diagnostics.every((finding) => finding.severity === "error" && finding.next !== undefined)).toBe(true);
  });

  it("an edited script is read, and called edited; known steps keep their facts", () => {
    const facts = composePackage(draft(NAME, [step("vacuum t", { mode: "no-tx", lock: "share update exclusive" })], ["select 1"]));
    const read = parsePackage(
      { ...packageFiles(facts), up: `${facts.upSql}\n-- step 2\nupdate t set a = 1;\n-- step 3\ncreate index concurrently i on t (a);\n` },
      "migrations",
    ).package;
    expect(read?.edited).toBe(true);
    expect(read?.up.map(({ n, mode, lock }) => ({ n, mode, lock }))).toEqual([
      { n: 1, mode: "no-tx", lock: "share update exclusive" },
      { n: 2, mode: "tx", lock: null },
      { n: 3, mode: "no-tx", lock: null },
    ]);
  });

  it("a byte order mark is no edit", () =>
    expect(parsePackage({ name: NAME, manifest: `\uFEFF${files.manifest}`, up: `\uFEFF${files.up}`, down: files.down }, "m").package?.edited).toBe(false));
});

describe("composePackage", () => {
  it("refuses a step that could not be read back", () => {
    expect(() => composePackage(draft(NAME, ["select 'x"], ["select 1"]))).toThrow("step 1 of up cannot be written");
    expect(() => composePackage(draft(NAME, ["select 1"], ["rollback"]))).toThrow("step 1 of down cannot be written");
  });

  it("says in capitals what is unproved", () =>
    expect(composePackage({ ...draft(NAME, ["select 1"], ["select 1"]), proof: null }).upSql).toContain("UNPROVED"));

  it("knows the line of a step", () => {
    expect(stepLine(one.upSql, 2)).toBe(one.upSql.split("\n").findIndex((line) => line.startsWith("comment on")) + 1);
  });

  it("chains by checksum", () => {
    const [first, second] = chain(draft(NAME, ["select 1"], ["select 1"]), draft("20261122150201_b", ["select 2"], ["select 2"]));
    expect(second?.manifest.previous).toBe(first?.manifest.checksum);
  });
});
