/** A history file that cannot be used, through every command that opens it: three lines and the right exit code, and the file stays as it was. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import { failureLines } from "./failure-lines.ts";
import { SMALL } from "./shop.ts";
import { openStage, removeStages, type Stage } from "./stage.ts";

const HISTORY = "snapshots/history.db";
const FILES = { ...SMALL, "selecto.config.yaml": "schema: schema.sql\nqueries: queries\n" };

let sound: Stage;
beforeAll(async () => {
  sound = openStage(FILES);
  sound.commit();
  await sound.ask("snapshot create --label one");
  sound.write({ "queries/q.sql": "select n, id from a;\n" });
});
afterAll(removeStages);

/** A copy of the sound workspace, its history then spoilt. */
function openSpoilt(spoil: (file: string) => void): Stage {
  const stage = openStage(FILES);
  stage.commit();
  stage.write({ "queries/q.sql": "select n, id from a;\n" });
  mkdirSync(join(stage.folder, "snapshots"));
  copyFileSync(join(sound.folder, HISTORY), join(stage.folder, HISTORY));
  spoil(join(stage.folder, HISTORY));
  return stage;
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  writeFileSync(file, bytes);
}

const EVERY_OPENER = [
  "snapshot create",
  "snapshot list",
  "snapshot show",
  "snapshot export latest",
  "snapshot fsck",
  "snapshot prune --dry-run",
  "diff latest files",
  "analyze impact",
  "check",
  "migrate generate more --dry-run",
];

describe("a history that cannot be used", () => {
  it.each<[string, string, (file: string) => void, readonly string[]]>([
    ["is noise", "is damaged", (file) => writeFileSync(file, Buffer.alloc(20_000, "noise")), EVERY_OPENER],
    ["is cut off", "is damaged", (file) => truncateSync(file, Math.floor(statSync(file).size / 2)), ["check", "snapshot list"]],
    ["has another header", "is damaged", (file) => flip(file, 3), ["check", "snapshot create"]],
    ["is a folder", "it is a folder", (file) => (rmSync(file), mkdirSync(file)), ["check", "snapshot create"]],
    [
      "is another program's",
      "SQLite database of another program",
      (file) => {
        rmSync(file);
        new Sqlite(file).exec("create table theirs (a)").close();
      },
      ["check", "snapshot prune"],
    ],
    [
      "is from a newer selecto",
      "was written by a newer selecto",
      (file) => {
        const db = new Sqlite(file);
        db.pragma("user_version = 99");
        db.close();
      },
      ["check", "snapshot list"],
    ],
  ])("because it %s", async (_what, said, spoil, lines) => {
    const stage = openSpoilt(spoil);
    const before = statSync(join(stage.folder, HISTORY)).isFile() ? readFileSync(join(stage.folder, HISTORY)) : undefined;
    await Promise.all(
      lines.map(async (line) => {
        const { exit, error, why } = failureLines(await stage.ask(line));
        expect([line, exit, `${error} ${why}`]).toEqual([line, 2, expect.stringContaining(said)]);
      }),
    );
    if (before !== undefined) expect(readFileSync(join(stage.folder, HISTORY)).equals(before)).toBe(true);
  });

  it("because a row is not what its checksum says: fsck finds it, and who reads it stops", async () => {
    const stage = openSpoilt((file) => {
      const db = new Sqlite(file);
      db.exec("update object set body = zeroblob(length(body)) where kind = 'bucket'");
      db.close();
    });
    const [fsck, diff] = await Promise.all([stage.ask("snapshot fsck"), stage.ask("diff latest files")]);
    expect(failureLines(diff)).toMatchObject({ exit: 2, error: expect.stringContaining("is damaged") });
    expect(fsck).toMatchObject({ exit: 1, stdout: expect.stringContaining("the history is damaged") });
  });
});

describe("a place that takes no more", () => {
  it("by a limit of file sizes: it is said, and nothing is half written", async () => {
    const stage = openStage(FILES);
    const { stdout, stderr, exit } = await stage.ask("snapshot create", { shell: 'ulimit -f 40; exec "$@"' });
    expect([stdout, exit, stderr.split("\n")[1]]).toEqual(["", 2, expect.stringMatching(/the system refused to write \(SQLITE_IOERR_\w+\)/)]);
  });

  it("because it is read-only: answers come, one line says that nothing is remembered, and nothing is left there", async () => {
    const stage = openSpoilt(() => undefined);
    const folder = join(stage.folder, "snapshots");
    chmodSync(stage.folder, 0o755);
    for (const [path, mode] of [
      [join(stage.folder, HISTORY), 0o444],
      [folder, 0o555],
    ] as const)
      chmodSync(path, mode);
    const before = stage.files("snapshots/");
    const ask = (line: string): ReturnType<Stage["ask"]> => stage.ask(line, { asNobody: true });
    const [diff, create, prune] = await Promise.all(["diff latest files", "snapshot create", "snapshot prune"].map(ask));
    const note = `the history ${join(stage.folder, HISTORY)} cannot be written: nothing is remembered\n`;
    expect(diff).toMatchObject({ exit: 0, stderr: note, stdout: expect.stringContaining("+ query q") });
    expect(create).toMatchObject({ exit: 2, stderr: note, stdout: expect.stringContaining("not kept: the history can only be read here") });
    expect(prune).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining("error: the history cannot be pruned") });
    expect(stage.files("snapshots/")).toEqual(before);
    chmodSync(folder, 0o755);
  });
});

describe("two at once", () => {
  it("lose nothing: snapshots, a check and a diff of one workspace", async () => {
    const stage = openSpoilt(() => undefined);
    const results = await Promise.all(
      ["snapshot create --label a", "snapshot create --again --label b", "check", "diff latest files"].map((line) => stage.ask(line)),
    );
    expect(results.map(({ exit, stderr }) => [exit, stderr])).toEqual(results.map(() => [0, ""]));
    const list = await stage.ask("snapshot list");
    for (const label of ["one", "a", "b"]) expect(list.stdout).toMatch(new RegExp(` ${label} `));
    expect(await stage.ask("snapshot fsck")).toMatchObject({ exit: 0 });
  });

  it("or one waits, and says who is in the way: exit 4", async () => {
    const stage = openSpoilt(() => undefined);
    const writer = new Sqlite(join(stage.folder, HISTORY));
    writer.exec("begin immediate");
    expect(failureLines(await stage.ask("snapshot create"))).toMatchObject({ exit: 4, error: expect.stringContaining("is busy") });
    writer.close();
  });
});
