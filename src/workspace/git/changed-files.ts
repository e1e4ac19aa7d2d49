/** Which files of the workspace differ between a commit and the working tree. */
import { gitFailure, problemOf } from "./repository.ts";
import { runGit, splitNames } from "./run-git.ts";

/**
 * Paths relative to the workspace, sorted: changed, added, deleted, and untracked but not ignored. Both
 * names of a renamed file are in it. A submodule counts when its commit changed.
 *
 * @param commit full commit id
 * @throws SelectoError when git cannot tell
 */
export async function changedFiles(folder: string, commit: string): Promise<readonly string[]> {
  const [changed, untracked] = await Promise.all([
    runGit(folder, [
      "diff",
      "--name-only",
      "-z",
      "--no-renames",
      "--no-ext-diff",
      "--no-textconv",
      "--ignore-submodules=dirty",
      "--relative",
      commit,
      "--",
      ".",
    ]),
    runGit(folder, ["ls-files", "-o", "--exclude-standard", "-z"]),
  ]);
  const paths = new Set<string>();
  for (const result of [changed, untracked]) {
    if (!result.ok) throw gitFailure("cannot tell which files changed", problemOf(folder, result));
    const { names, unreadable } = splitNames(result.stdout);
    for (const name of [...names, ...unreadable]) paths.add(name);
  }
  return [...paths].toSorted();
}
