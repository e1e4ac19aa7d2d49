/** Repositories that do not tell what to compare with: none, empty, shallow, foreign, with hostile names. */
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SMALL } from "./shop.ts";
import { settle } from "./settle.ts";
import { git, openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const BASE = SMALL["schema.sql"] ?? "";

describe("no repository", () => {
  it("the latest snapshot stands in, then the migrations, then nothing", async () => {
    const stage = openStage(SMALL);
    await stage.run("diff");
    stage.note("migrations");
    await settle(stage);
    stage.write({ "schema.sql": BASE.replace("n text", "n text, m text") });
    await stage.run("diff");
    stage.note("a snapshot");
    await stage.ask("snapshot");
    await stage.run("diff");
    stage.note("a repository without a commit changes nothing");
    stage.git("init", "--quiet");
    await stage.run("diff");
    expectGolden("base-without-git", stage);
  });

  it("without the program git check says so, and the rest works", async () => {
    const stage = openStage(SMALL);
    stage.commit();
    const env = { PATH: join(stage.folder, "empty") };
    expect(failureLines(await stage.ask("check", { env }))).toEqual({
      exit: 2,
      error: "there is no base to compare with",
      why: "the program git was not found",
      next: "install git, or name both states: --from and --to",
    });
    expect((await stage.ask("snapshot list", { env })).exit).toBe(0);
  });
});

describe("a clone", () => {
  it("of depth 1 lacks the base: check fetches it, or the exact command does", async () => {
    const origin = openStage(SMALL);
    origin.commit();
    origin.git("checkout", "--quiet", "-b", "topic");
    origin.write({ "queries/q.sql": "-- name: names\nselect id, n from a;\n" });
    origin.commit();
    const stage = openStage();
    const clone = join(stage.folder, "clone");
    git(stage.folder, ["clone", "--quiet", "--depth", "1", "--branch", "topic", `file://${origin.folder}`, clone]);
    const env = { GITHUB_BASE_REF: "main" };
    const elsewhere = `${origin.folder}-moved`;
    renameSync(origin.folder, elsewhere);
    for (const line of ["check", "analyze impact", "diff"])
      expect(failureLines(await stage.run(`${line} --workspace clone`, { env }))).toMatchObject({ exit: 2, error: "the base main is not in this clone" });
    const { next } = failureLines(await stage.ask("check --workspace clone", { env }));
    expect(next).toMatch(/^git fetch /);
    renameSync(elsewhere, origin.folder);
    expect(failureLines(await stage.ask("diff --workspace clone", { env }))).toMatchObject({ exit: 2, next });
    const { stdout, exit } = await stage.run("check --workspace clone", { env });
    expect({ exit, first: stdout.split("\n")[0] }).toEqual({ exit: 0, first: expect.stringMatching(/^base {2}main [0-9a-f]+ \(merge base\), fetched /) });
    expect((await stage.run("check --workspace clone", { env })).stdout.split("\n")[0]).toMatch(/\(merge base\) /);
    expectGolden("base-shallow", stage);
  });

  it("in a subfolder of a repository is judged by its own files", async () => {
    const stage = openStage({ "apps/shop/schema.sql": BASE, "apps/shop/queries/q.sql": SMALL["queries/q.sql"] ?? "", README: "" });
    stage.commit();
    stage.write({ README: "more\n" });
    expect((await stage.ask("check --workspace apps/shop")).stdout).toContain("nothing was started");
    stage.write({ "apps/shop/queries/q.sql": "select nick from a;\n" });
    const { stdout, exit } = await stage.ask("check", { cwd: join(stage.folder, "apps/shop") });
    expect(exit).toBe(1);
    expect(stdout).toContain("broken   query q");
  });
});

describe("names of commits", () => {
  it.each(["--base=--upload-pack=x", "--base=", "--base=HEAD\u0007", "--head=../../etc", "--base=main:schema.sql"])("%s is refused", async (flag) => {
    const stage = openStage(SMALL);
    stage.commit();
    expect(failureLines(await stage.ask(["check", flag])).exit).toBe(2);
  });

  it("a damaged repository is told", async () => {
    const stage = openStage(SMALL);
    stage.commit();
    rmSync(join(stage.folder, ".git/objects"), { recursive: true });
    mkdirSync(join(stage.folder, ".git/objects"));
    expect(failureLines(await stage.ask("check")).exit).toBe(2);
  });
});
