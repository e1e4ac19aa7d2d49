/**
 * The state a pull request is compared with: the merge base of HEAD and the branch it will be merged
 * into. CI's own variables come first, then `origin/HEAD`, then `main` or `master`. It looks only; when
 * the commit is not here, it says which command brings it (`fetch-base.ts` runs exactly that).
 */
import { shellWord } from "../../model/shell-word.ts";
import type { Environment } from "../config/environment.ts";
import { gitLine, runGit } from "./run-git.ts";
import { isHostileRef, locateRepository, resolveCommit, shortCommit, type GitProblem } from "./repository.ts";

export interface FoundBase {
  readonly kind: "found";
  /** full commit id */
  readonly commit: string;
  /** the branch or commit that was named, as people say it: `main` */
  readonly name: string;
  /** for the first line of an answer: `main 3fa2b1 (merge base)` */
  readonly text: string;
  /** where the name comes from: `GITHUB_BASE_REF`, `--base`, `origin/HEAD`, `main` */
  readonly chosenBy: string;
}

/** The base is known by name but its commits are not in this clone. */
export interface MissingBase {
  readonly kind: "missing";
  readonly name: string;
  readonly chosenBy: string;
  readonly why: string;
  /** the exact command */
  readonly next: string;
  /** arguments of git that do it */
  readonly fetch: readonly string[];
}

export type BaseOutcome = FoundBase | MissingBase | GitProblem;

/**
 * Finds the base.
 *
 * @param folder the workspace
 * @param environment looked at for `GITHUB_BASE_REF` and `CI_MERGE_REQUEST_DIFF_BASE_SHA`
 * @param ref what the user named (`--base`); it wins over everything
 */
export async function findBase(folder: string, environment: Environment, ref?: string): Promise<BaseOutcome> {
  const located = await locateRepository(folder);
  if (!located.ok) return located.problem;
  const { shallow } = located.repository;
  const head = await resolveCommit(folder, "HEAD");
  if (head === undefined) return { kind: "no-commits", why: "the repository has no commit yet", next: "git add --all && git commit --message start" };

  if (ref !== undefined) {
    const commit = await resolveCommit(folder, ref);
    if (commit !== undefined) return mergeBase(folder, { name: ref, chosenBy: "--base", commit, shallow });
    if (isHostileRef(ref) || !shallow) return { kind: "unknown-ref", why: `${JSON.stringify(ref)} names no commit`, next: "git branch --all" };
    return missing(ref, "--base", `${ref} is not in this shallow clone`, fetchOf(ref, shallow));
  }
  const target = environment["GITHUB_BASE_REF"];
  if (target !== undefined && target !== "") return branchBase(folder, target, "GITHUB_BASE_REF", shallow);
  const commitId = environment["CI_MERGE_REQUEST_DIFF_BASE_SHA"];
  if (commitId !== undefined && commitId !== "") return commitBase(folder, commitId);
  for (const name of ["origin/HEAD", "origin/main", "main", "origin/master", "master"]) {
    const commit = await resolveCommit(folder, name);
    if (commit !== undefined) return mergeBase(folder, { name: await branchName(folder, name), chosenBy: name, commit, shallow });
  }
  return { kind: "unknown-ref", why: "there is no origin/HEAD, main or master to compare with", next: "name the base: --base BRANCH" };
}

interface Candidate {
  readonly name: string;
  readonly chosenBy: string;
  readonly commit: string;
  readonly shallow: boolean;
}

async function mergeBase(folder: string, { name, chosenBy, commit, shallow }: Candidate): Promise<BaseOutcome> {
  const result = await runGit(folder, ["merge-base", "HEAD", commit]);
  const base = result.ok ? gitLine(result.stdout).split("\n")[0] : undefined;
  if (base !== undefined && base !== "") return found(folder, name, chosenBy, base, "merge base");
  if (shallow)
    return missing(name, chosenBy, `the common ancestor of HEAD and ${name} is not in this shallow clone`, ["fetch", "--no-tags", "--unshallow", "origin"]);
  return { kind: "unknown-ref", why: `HEAD and ${name} have no common ancestor`, next: "name both states: --from and --to" };
}

/** A pull request of GitHub: HEAD is a merge of the target branch and the pull request's head. */
async function branchBase(folder: string, branch: string, chosenBy: string, shallow: boolean): Promise<BaseOutcome> {
  for (const name of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
    const commit = await resolveCommit(folder, name);
    if (commit === undefined) continue;
    const outcome = await mergeBase(folder, { name: branch, chosenBy, commit, shallow });
    if (outcome.kind === "found") return outcome;
  }
  if (isHostileRef(branch)) return { kind: "unknown-ref", why: `${chosenBy} is no name of a branch`, next: "name the base: --base BRANCH" };
  // Even a clone of depth 1 knows the ids of HEAD's parents; the first one of the test merge is the base.
  const parents = shallow ? await parentsOfHead(folder) : [];
  const [first] = parents;
  if (parents.length !== 2 || first === undefined) return missing(branch, chosenBy, `${branch} is not in this clone`, fetchOf(branch, shallow));
  if ((await resolveCommit(folder, first)) !== undefined) return found(folder, branch, chosenBy, first, "merge base");
  return missing(branch, chosenBy, `the commit ${first.slice(0, 6)} of ${branch} is not in this shallow clone`, [
    "fetch",
    "--no-tags",
    "--depth=1",
    "origin",
    first,
  ]);
}

/** A merge request of GitLab: the variable holds the merge base itself. */
async function commitBase(folder: string, commitId: string): Promise<BaseOutcome> {
  const chosenBy = "CI_MERGE_REQUEST_DIFF_BASE_SHA";
  if (!/^[0-9a-f]{40,64}$/.test(commitId)) return { kind: "unknown-ref", why: `${chosenBy} is no commit id`, next: "name the base: --base BRANCH" };
  const commit = await resolveCommit(folder, commitId);
  if (commit !== undefined) return found(folder, "merge request base", chosenBy, commit, chosenBy);
  return missing(commitId.slice(0, 6), chosenBy, `the commit ${commitId.slice(0, 6)} is not in this clone`, [
    "fetch",
    "--no-tags",
    "--depth=1",
    "origin",
    commitId,
  ]);
}

async function found(folder: string, name: string, chosenBy: string, commit: string, how: string): Promise<FoundBase> {
  return { kind: "found", commit, name, chosenBy, text: `${name} ${await shortCommit(folder, commit)} (${how})` };
}

function missing(name: string, chosenBy: string, why: string, fetch: readonly string[]): MissingBase {
  return { kind: "missing", name, chosenBy, why, next: ["git", ...fetch].map(shellWord).join(" "), fetch };
}

function fetchOf(branch: string, shallow: boolean): readonly string[] {
  return ["fetch", "--no-tags", ...(shallow ? ["--unshallow"] : []), "origin", `+refs/heads/${branch}:refs/remotes/origin/${branch}`];
}

/** `origin/HEAD` is said as the branch it stands for. */
async function branchName(folder: string, name: string): Promise<string> {
  if (name !== "origin/HEAD") return name.replace(/^origin\//, "");
  const result = await runGit(folder, ["rev-parse", "--abbrev-ref", name]);
  return (result.ok ? gitLine(result.stdout) : name).replace(/^origin\//, "");
}

async function parentsOfHead(folder: string): Promise<readonly string[]> {
  const result = await runGit(folder, ["cat-file", "commit", "HEAD"]);
  if (!result.ok) return [];
  const header = result.stdout.toString("utf8").split("\n\n")[0] ?? "";
  return [...header.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map((match) => match[1] ?? "");
}
