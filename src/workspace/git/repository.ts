/** Where the repository is and which commit a name means. User text reaches git only after it was checked here. */
import { EXIT, SelectoError } from "../../model/error.ts";
import { shellWord } from "../../model/shell-word.ts";
import { gitLine, runGit, type GitResult } from "./run-git.ts";

/** Why git could not answer, with the one command that helps. */
export interface GitProblem {
  readonly kind: "no-git" | "not-a-repository" | "ownership" | "no-commits" | "unknown-ref" | "git-failed";
  /** one line */
  readonly why: string;
  /** the exact command, or an imperative sentence */
  readonly next: string;
}

export interface Repository {
  /** absolute path of the work tree's top */
  readonly top: string;
  /** the workspace inside it, with a closing `/`; empty when the workspace is the top */
  readonly prefix: string;
  readonly shallow: boolean;
}

/** Turns a failed git run into a problem with its remedy. */
export function problemOf(folder: string, result: Exclude<GitResult, { ok: true }>): GitProblem {
  switch (result.reason) {
    case "missing":
      return { kind: "no-git", why: "the program git was not found", next: "install git, or name both states: --from and --to" };
    case "not-a-repository":
      return { kind: "not-a-repository", why: `${folder} is not in a git repository`, next: "git init && git add --all && git commit --message start" };
    case "ownership":
      return {
        kind: "ownership",
        why: `git refuses ${folder}: it belongs to another user`,
        next: `git config --global --add safe.directory ${shellWord(folder)}`,
      };
    case "timeout":
      return { kind: "git-failed", why: "git did not answer in time", next: "git status" };
    case "failed":
      return { kind: "git-failed", why: `git failed: ${result.stderr.split("\n")[0] ?? ""}`, next: "git status" };
  }
}

/** The repository a folder lies in. */
export async function locateRepository(
  folder: string,
): Promise<{ readonly ok: true; readonly repository: Repository } | { readonly ok: false; readonly problem: GitProblem }> {
  const result = await runGit(folder, ["rev-parse", "--show-toplevel", "--show-prefix", "--is-shallow-repository"]);
  if (!result.ok) return { ok: false, problem: problemOf(folder, result) };
  // Three lines; the first two may hold anything but a newline in practice, the last is a word.
  const lines = result.stdout.toString("utf8").split("\n");
  return { ok: true, repository: { top: lines[0] ?? "", prefix: lines[1] ?? "", shallow: lines[2] === "true" } };
}

/** True when the text cannot be a ref whatever the repository holds; such text never reaches git. */
export function isHostileRef(ref: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return ref === "" || ref.startsWith("-") || /[\u0000-\u001f\u007f]/.test(ref);
}

/** The full commit id a name means, or undefined when there is none. */
export async function resolveCommit(folder: string, ref: string): Promise<string | undefined> {
  if (isHostileRef(ref)) return undefined;
  const result = await runGit(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if (!result.ok) return undefined;
  const id = gitLine(result.stdout).split("\n").at(-1) ?? "";
  return /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** Six digits or more, as many as make it unique. */
export async function shortCommit(folder: string, commit: string): Promise<string> {
  const result = await runGit(folder, ["rev-parse", "--short=6", commit]);
  return result.ok ? gitLine(result.stdout) : commit.slice(0, 6);
}

/** The failure that ends a command, for a git problem. */
export function gitFailure(what: string, problem: Pick<GitProblem, "why" | "next"> & { readonly kind: string }): SelectoError {
  return new SelectoError({ code: `git-${problem.kind.replace(/^git-/, "")}`, what, why: problem.why, next: problem.next, exit: EXIT.usage });
}
