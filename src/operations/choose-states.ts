/**
 * FROM and TO where nobody named them: FROM is the merge base with the default branch where git can
 * tell, otherwise the latest snapshot, otherwise the migrations; TO is the working tree. The history
 * is local to a machine, so it is never the silent base where git can give one.
 */
import { existsSync } from "node:fs";
import { openHistory } from "../history/open.ts";
import { SelectoError } from "../model/error.ts";
import { findBase, type BaseOutcome, type FoundBase, type MissingBase } from "../workspace/git/base.ts";
import { fetchBase } from "../workspace/git/fetch-base.ts";
import { gitFailure, resolveCommit } from "../workspace/git/repository.ts";
import { parseStateReference } from "../workspace/state-reference.ts";
import { readState } from "./read-state.ts";
import type { Session } from "./session.ts";
import { withOrigin, type StateSource } from "./state-source.ts";

/** FROM, by reference or by default. */
export async function chooseFrom(session: Session, reference: string | undefined): Promise<StateSource> {
  if (reference !== undefined) return readState(session, parseStateReference(reference));
  const base = await findBase(session.folder, session.environment);
  if (base.kind === "found") return readBase(session, base);
  // The history and the packages stand in only where git has nothing to say, never for a commit that is not here yet.
  if (base.kind === "missing") throw missingBase(base);
  if (base.kind === "ownership" || base.kind === "git-failed") throw gitFailure("git does not tell what to compare with", base);
  if (await hasSnapshot(session)) return readState(session, { kind: "recent", back: 0 });
  const { layout } = session;
  if (layout.packages !== undefined || layout.schema?.parts.some((part) => part.kind === "history") === true) return readState(session, { kind: "migrations" });
  throw new SelectoError({
    code: "no-base",
    what: "there is nothing to compare with",
    why: `${base.why}, the history holds no snapshot, and there are no migrations`,
    next: "keep the state before the change (selecto snapshot create), or name it: --from STATE",
  });
}

async function hasSnapshot(session: Session): Promise<boolean> {
  if (!existsSync(session.historyFile)) return false;
  const history = await openHistory(session.historyFile);
  try {
    return history.list({ limit: 1 }).length > 0;
  } finally {
    history.close();
  }
}

/** The workspace at the base commit, with the words that say why this commit. */
export async function readBase(session: Session, base: FoundBase): Promise<StateSource> {
  const source = await readState(session, { kind: "git", ref: base.commit });
  return withOrigin(source, { kind: "git", text: base.text, commit: base.commit });
}

/**
 * A state to compare with: a commit, as `check --base` takes it, or any state. What may be both is a commit.
 *
 * @throws SelectoError when it is neither
 */
export async function readBaseline(session: Session, text: string): Promise<StateSource> {
  const reference = parseStateReference(text);
  if (reference.kind !== "named" && reference.kind !== "path") return readState(session, reference);
  if ((await resolveCommit(session.folder, text)) !== undefined) return readState(session, { kind: "git", ref: text });
  try {
    return await readState(session, reference);
  } catch (error) {
    if (!(error instanceof SelectoError)) throw error;
    const why = `git has no such commit here, and ${error.message}`;
    throw new SelectoError({ code: "base-unknown", what: `there is no state ${JSON.stringify(text)}`, why, next: "git log --oneline --all" }, { cause: error });
  }
}

/**
 * The base for `check`, which needs one. CI clones are shallow: a commit that is known by name and not
 * here is fetched, nothing more than that, and the answer says so.
 *
 * @throws SelectoError with the exact remedy when there is none
 */
export async function requireBase(session: Session, ref: string | undefined): Promise<FoundBase> {
  const find = () => findBase(session.folder, session.environment, ref);
  const first = await find();
  if (first.kind !== "missing") return foundBase(first);
  const fetched = await fetchBase(session.folder, first).then(
    () => true,
    () => false,
  );
  if (!fetched) throw missingBase(first);
  const base = foundBase(await find());
  return { ...base, text: `${base.text}, fetched` };
}

function foundBase(base: BaseOutcome): FoundBase {
  if (base.kind === "found") return base;
  throw base.kind === "missing" ? missingBase(base) : gitFailure("there is no base to compare with", base);
}

function missingBase(base: MissingBase): SelectoError {
  return new SelectoError({ code: "base-missing", what: `the base ${base.name} is not in this clone`, why: `${base.why} (${base.chosenBy})`, next: base.next });
}

export async function chooseTo(session: Session, reference: string | undefined): Promise<StateSource> {
  return readState(session, parseStateReference(reference ?? "files"));
}
