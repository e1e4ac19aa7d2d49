/** The only thing of this room that uses a network, and only when it is called for by name. */
import { gitFailure } from "./repository.ts";
import type { MissingBase } from "./base.ts";
import { runGit } from "./run-git.ts";

const FETCH_TIMEOUT = 120_000;

/**
 * Fetches the missing base: runs exactly the command that `base.next` prints. Ask `findBase` again afterwards.
 *
 * @throws SelectoError `git-fetch` when that does not work; git's own words may name the remote and are left out
 */
export async function fetchBase(folder: string, base: MissingBase): Promise<void> {
  const result = await runGit(folder, base.fetch, { network: true, timeout: FETCH_TIMEOUT });
  if (!result.ok) throw gitFailure(`cannot find the base ${base.name}`, { kind: "fetch", why: `${base.why}, and fetching it failed`, next: base.next });
}
