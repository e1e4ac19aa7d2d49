/** The base of a comparison: what CI says, what the clone has, and the exact command where something is missing. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findBase, type BaseOutcome, type MissingBase } from "../../src/workspace/git/base.ts";
import { changedFiles } from "../../src/workspace/git/changed-files.ts";
import { fetchBase } from "../../src/workspace/git/fetch-base.ts";
import { commitAll, git, makeFolder, makeRepository, writeFiles } from "./temp-workspace.ts";

/** `main` with three commits, a branch off the second one with one commit, checked out. */
function makeBranched(): { folder: string; fork: string; tip: string } {
  const folder = makeRepository({ "a.sql": "1" });
  writeFiles(folder, { "a.sql": "2" });
  const fork = commitAll(folder, "fork");
  writeFiles(folder, { "b.sql": "main moved on" });
  const tip = commitAll(folder, "tip");
  git(folder, "checkout", "--quiet", "-b", "topic", fork);
  writeFiles(folder, { "c.sql": "topic" });
  commitAll(folder, "topic");
  return { folder, fork, tip };
}

function clone(source: string, ...args: readonly string[]): string {
  const folder = makeFolder();
  git(folder, "clone", "--quiet", ...args, `file://${source}`, ".");
  return folder;
}

function missing(outcome: BaseOutcome): MissingBase {
  expect(outcome.kind).toBe("missing");
  if (outcome.kind !== "missing") throw new Error(outcome.kind);
  return outcome;
}

describe("findBase", () => {
  it("is the merge base with main, not main's tip", async () => {
    const { folder, fork } = makeBranched();
    expect(await findBase(folder, {})).toEqual({ kind: "found", commit: fork, name: "main", chosenBy: "main", text: `main ${fork.slice(0, 6)} (merge base)` });
  });

  it("prefers origin/HEAD, whatever the default branch is called", async () => {
    const { folder, fork } = makeBranched();
    git(folder, "branch", "--move", "main", "trunk");
    git(folder, "checkout", "--quiet", "trunk");
    const copy = clone(folder);
    git(copy, "checkout", "--quiet", "topic");
    git(copy, "branch", "main", "origin/topic");
    expect(await findBase(copy, {})).toMatchObject({ kind: "found", commit: fork, name: "trunk", chosenBy: "origin/HEAD" });
  });

  it("falls back to master", async () => {
    const { folder, fork } = makeBranched();
    git(folder, "branch", "--move", "main", "master");
    expect(await findBase(folder, {})).toMatchObject({ kind: "found", commit: fork, name: "master" });
  });

  it("on main without a remote is HEAD, so that the uncommitted work is what is compared", async () => {
    const folder = makeRepository({ "a.sql": "1" });
    expect(await findBase(folder, {})).toMatchObject({ kind: "found", commit: git(folder, "rev-parse", "HEAD"), name: "main" });
  });

  it("works from a subfolder", async () => {
    const { folder, fork } = makeBranched();
    mkdirSync(join(folder, "service"));
    expect(await findBase(join(folder, "service"), {})).toMatchObject({ commit: fork });
  });

  it("takes what the user named first, then CI's variables", async () => {
    const { folder, fork, tip } = makeBranched();
    const start = git(folder, "rev-parse", `${fork}~1`);
    git(folder, "branch", "release", start);
    expect(await findBase(folder, { GITHUB_BASE_REF: "main" }, "release")).toMatchObject({ commit: start, name: "release", chosenBy: "--base" });
    expect(await findBase(folder, { GITHUB_BASE_REF: "release", CI_MERGE_REQUEST_DIFF_BASE_SHA: tip })).toMatchObject({
      commit: start,
      chosenBy: "GITHUB_BASE_REF",
    });
    expect(await findBase(folder, { GITHUB_BASE_REF: "", CI_MERGE_REQUEST_DIFF_BASE_SHA: start })).toMatchObject({
      commit: start,
      chosenBy: "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    });
    expect(await findBase(folder, { GITHUB_BASE_REF: "", CI_MERGE_REQUEST_DIFF_BASE_SHA: "" })).toMatchObject({ commit: fork, chosenBy: "main" });
  });

  it.each(["--all", "no-such", "-c", ""])("does not take %j for a base", async (ref) => {
    const { folder } = makeBranched();
    expect(await findBase(folder, {}, ref)).toMatchObject({ kind: "unknown-ref" });
    if (ref.startsWith("-")) {
      expect(await findBase(folder, { GITHUB_BASE_REF: ref })).toMatchObject({ kind: "unknown-ref" });
      expect(await findBase(folder, { CI_MERGE_REQUEST_DIFF_BASE_SHA: ref })).toMatchObject({ kind: "unknown-ref" });
    }
  });

  it("says what to do without a repository, without a commit, without a common ancestor", async () => {
    expect(await findBase(makeFolder(), {})).toMatchObject({ kind: "not-a-repository", next: expect.stringContaining("git init") });
    const empty = makeFolder();
    git(empty, "init", "--quiet");
    expect(await findBase(empty, {})).toMatchObject({ kind: "no-commits", next: expect.stringContaining("git commit") });
    const { folder } = makeBranched();
    git(folder, "checkout", "--quiet", "--orphan", "island");
    commitAll(folder, "island");
    expect(await findBase(folder, {})).toMatchObject({
      kind: "unknown-ref",
      why: expect.stringContaining("no common ancestor"),
      next: expect.stringContaining("--from"),
    });
    git(folder, "branch", "--delete", "--force", "main");
    expect(await findBase(folder, {})).toMatchObject({ kind: "unknown-ref", next: "name the base: --base BRANCH" });
  });

  it("says so when there is no git", async () => {
    const { folder } = makeBranched();
    const path = process.env["PATH"];
    process.env["PATH"] = folder;
    try {
      expect(await findBase(folder, {})).toMatchObject({ kind: "no-git", next: expect.stringContaining("install git") });
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("gives the command for a folder that git distrusts", async () => {
    const { folder } = makeBranched();
    process.env["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1";
    try {
      expect(await findBase(folder, {})).toEqual({
        kind: "ownership",
        why: expect.stringContaining(folder),
        next: `git config --global --add safe.directory ${folder}`,
      });
    } finally {
      delete process.env["GIT_TEST_ASSUME_DIFFERENT_OWNER"];
    }
  });
});

describe("a shallow clone", () => {
  it("of a pull request's merge commit: fetches exactly the first parent", async () => {
    const { folder, tip } = makeBranched();
    git(folder, "checkout", "--quiet", "-b", "merged", "main");
    git(folder, "merge", "--quiet", "--no-ff", "--no-edit", "topic");
    const copy = clone(folder, "--depth=1", "--branch=merged");
    git(copy, "checkout", "--quiet", "--detach");
    const base = missing(await findBase(copy, { GITHUB_BASE_REF: "main" }));
    expect(base).toMatchObject({ next: `git fetch --no-tags --depth=1 origin ${tip}`, why: expect.stringContaining("shallow clone") });
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true");
    await fetchBase(copy, base);
    expect(await findBase(copy, { GITHUB_BASE_REF: "main" })).toMatchObject({ kind: "found", commit: tip, text: `main ${tip.slice(0, 6)} (merge base)` });
  });

  it("of a branch: the printed command makes the merge base known", async () => {
    const { folder, fork } = makeBranched();
    const copy = clone(folder, "--depth=1", "--branch=topic");
    for (const environment of [{ GITHUB_BASE_REF: "main" }, {}]) {
      const outcome = await findBase(copy, environment, environment.GITHUB_BASE_REF === undefined ? "main" : undefined);
      expect(missing(outcome).next).toBe("git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main");
    }
    // As a person would run it.
    execFileSync("sh", ["-c", missing(await findBase(copy, { GITHUB_BASE_REF: "main" })).next], { cwd: copy, stdio: "ignore" });
    expect(await findBase(copy, { GITHUB_BASE_REF: "main" })).toMatchObject({ kind: "found", commit: fork });
  });

  it("of a merge request: the commit that the variable names", async () => {
    const { folder, fork } = makeBranched();
    const copy = clone(folder, "--depth=1", "--branch=topic");
    const base = missing(await findBase(copy, { CI_MERGE_REQUEST_DIFF_BASE_SHA: fork }));
    expect(base.next).toBe(`git fetch --no-tags --depth=1 origin ${fork}`);
    await fetchBase(copy, base);
    expect(await findBase(copy, { CI_MERGE_REQUEST_DIFF_BASE_SHA: fork })).toMatchObject({ kind: "found", commit: fork });
  });

  it("whose remote is gone ends with the same command to type", async () => {
    const { folder, fork } = makeBranched();
    const copy = clone(folder, "--depth=1", "--branch=topic");
    rmSync(folder, { recursive: true });
    const base = missing(await findBase(copy, { CI_MERGE_REQUEST_DIFF_BASE_SHA: fork }));
    await expect(fetchBase(copy, base)).rejects.toMatchObject({ code: "git-fetch", next: base.next, exit: 2 });
  });

  it("quotes a branch name for the shell", async () => {
    const { folder } = makeBranched();
    const copy = clone(folder, "--depth=1", "--branch=topic");
    const base = missing(await findBase(copy, { GITHUB_BASE_REF: "it's;touch owned" }));
    expect(base.next).toContain(`'+refs/heads/it'\\''s;touch owned:refs/remotes/origin/it'\\''s;touch owned'`);
  });
});

describe("changedFiles", () => {
  it("is what differs from the commit: committed, staged, unstaged, deleted, renamed, untracked; not ignored", async () => {
    const folder = makeRepository({
      ".gitignore": "*.log",
      "w/same.sql": "0",
      "w/committed.sql": "1",
      "w/staged.sql": "1",
      "w/unstaged.sql": "1",
      "w/deleted.sql": "1",
      "w/old name.sql": "a rather long text\n".repeat(9),
      "w/mode.sql": "1",
      "beside.sql": "1",
    });
    const base = git(folder, "rev-parse", "HEAD");
    writeFiles(folder, { "w/committed.sql": "2", "beside.sql": "2" });
    commitAll(folder, "next");
    writeFiles(folder, { "w/staged.sql": "2" });
    renameSync(join(folder, "w/old name.sql"), join(folder, "w/new\nname.sql"));
    git(folder, "add", "--all");
    writeFiles(folder, { "w/unstaged.sql": "2", "w/untracked.sql": "1", "w/x.log": "1" });
    rmSync(join(folder, "w/deleted.sql"));
    chmodSync(join(folder, "w/mode.sql"), 0o755);
    symlinkSync("same.sql", join(folder, "w/link.sql"));
    expect(await changedFiles(join(folder, "w"), base)).toEqual([
      "committed.sql",
      "deleted.sql",
      "link.sql",
      "mode.sql",
      "new\nname.sql",
      "old name.sql",
      "staged.sql",
      "unstaged.sql",
      "untracked.sql",
    ]);
    expect(await changedFiles(folder, base)).toContain("beside.sql");
  });

  it("is empty when nothing changed, also when a file was only touched", async () => {
    const folder = makeRepository({ "a.sql": "1" });
    writeFiles(folder, { "a.sql": "1" });
    expect(await changedFiles(folder, git(folder, "rev-parse", "HEAD"))).toEqual([]);
  });

  it("fails with git's reason when the commit is not there", async () => {
    await expect(changedFiles(makeRepository({ "a.sql": "1" }), "0".repeat(40))).rejects.toMatchObject({ code: "git-failed", exit: 2 });
  });
});
