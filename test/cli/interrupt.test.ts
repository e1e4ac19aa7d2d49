/** Ctrl-C in commands that may take long: the shell's exit code, one word, nothing half-written, and the same workspace works next time. */
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "@jest/globals";
import { writePackage } from "../../src/migration/package/folder.ts";
import { chain, draft, tableDraft } from "../migration/packages.ts";
import type { CliResult } from "../support/run-cli.ts";
import { failureLines } from "./failure-lines.ts";
import { openStage, removeStages, type Stage } from "./stage.ts";

afterAll(removeStages);

const SCHEMA = "create table a (id int primary key, n text);\n";
const ENDLESS = "do $$ begin loop end loop; end $$;\n";

interface Interruption {
  /** the file that is there as soon as the work has begun */
  readonly begun: string;
  readonly signals: readonly NodeJS.Signals[];
  readonly first?: () => Promise<void>;
}

/** Runs it, and interrupts it when its work has begun. */
async function interrupt(stage: Stage, line: string, { begun, signals, first }: Interruption): Promise<CliResult> {
  let running: ChildProcess | undefined;
  const ended = stage.ask(line, { onStart: (child) => (running = child) });
  while (!existsSync(join(stage.folder, begun)) && running?.exitCode === null) await sleep(20);
  // a moment into the work: which one does not matter for what must hold
  await Promise.race([sleep(500), ended]);
  await first?.();
  for (const signal of signals) {
    running?.kill(signal);
    await sleep(50);
  }
  return ended;
}

describe("an interrupt", () => {
  it("leaves nothing but the exit code and one word", async () => {
    await Promise.all(
      ["snapshot create", "analyze impact --drop a.n", "migrate generate more", "check"].map(async (line) => {
        const stage = openStage({
          "selecto.config.yaml": "schema: schema.sql\nqueries: queries\n",
          "schema.sql": SCHEMA,
          "queries/q.sql": "select n from a;\n",
        });
        for (const one of chain(tableDraft(1))) writePackage(join(stage.folder, "migrations"), one);
        stage.commit();
        stage.write({ "schema.sql": SCHEMA + ENDLESS });
        const own = (): string[] => stage.files().filter((file) => !/^(\.git|snapshots)\//.test(file));
        const before = own();
        const result = await interrupt(stage, line, { begun: "snapshots/history.db", signals: ["SIGINT"] });
        expect([line, result, own()]).toEqual([line, { exit: 130, stdout: "", stderr: "interrupted\n" }, before]);
        expect(await stage.ask("snapshot fsck")).toMatchObject({ exit: 0, stderr: "" });
      }),
    );
  });
});

describe("migrate up on the embedded database", () => {
  const asleep = chain(tableDraft(1), draft("20260101000002_nap", ["create table half ()", "select pg_sleep(600)"], ["drop table half"]));

  it("ends at once at the second signal, or at kill -9: what was applied stays, what ran is taken back, the folder is one process' and then free", async () => {
    await Promise.all(
      (
        [
          [["SIGTERM", "SIGTERM"], 143],
          [["SIGKILL"], 128],
        ] as const
      ).map(async ([signals, code]) => {
        const stage = openStage({ "selecto.config.yaml": "database:\n  url: embedded\n" });
        for (const one of asleep) writePackage(join(stage.folder, "migrations"), one);
        expect(await stage.ask("migrate up --steps 1")).toMatchObject({ exit: 0 });
        const owner = ".selecto/database/owner";
        const first = async (): Promise<void> => {
          const other = failureLines(await stage.ask("migrate status"));
          expect(other).toMatchObject({ exit: 4, error: expect.stringContaining("is in use") });
          expect(other.why).toContain(`process ${stage.read(owner).trim()} holds it`);
        };
        expect(await interrupt(stage, "migrate up", { begun: owner, signals, first })).toMatchObject({ exit: code, stdout: "" });
        expect(await stage.ask("migrate down")).toMatchObject({ exit: 0, stdout: expect.stringContaining("0 of 2 applied") });
      }),
    );
  });
});
