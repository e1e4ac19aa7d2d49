/** From what people type to one snapshot: `latest`, `@{2}`, a label, the start of an id, root or fingerprint. */
import { SelectoError } from "../model/error.ts";
import type { SnapshotRows, StoredSnapshot } from "./snapshot-rows.ts";

const SHORTEST_PREFIX = 4;

/** @throws SelectoError `snapshot-unknown` or `snapshot-ambiguous` (with the candidates) */
export function resolveSnapshot(rows: SnapshotRows, reference: string): StoredSnapshot {
  const found = resolveByPosition(rows, reference) ?? rows.byLabel(reference) ?? resolveByPrefix(rows.list(), reference);
  if (found === undefined) throw unknownSnapshot(rows.list(), reference);
  return found;
}

function resolveByPosition(rows: SnapshotRows, reference: string): StoredSnapshot | undefined {
  const steps = reference === "latest" ? "0" : /^@\{(\d{1,9})\}$/.exec(reference)?.[1];
  return steps === undefined ? undefined : rows.back(Number(steps));
}

/** Several snapshots of one state or of one schema are no ambiguity: the newest is meant. */
function resolveByPrefix(newestFirst: readonly StoredSnapshot[], reference: string): StoredSnapshot | undefined {
  const prefix = reference.toLowerCase();
  if (prefix.length < SHORTEST_PREFIX) return undefined;
  const matches = new Map<string, StoredSnapshot>();
  for (const snapshot of newestFirst) {
    const names = [snapshot.id, snapshot.root, snapshot.fingerprint, snapshot.fingerprint.slice(snapshot.fingerprint.lastIndexOf(":") + 1)];
    const name = names.find((candidate) => candidate.startsWith(prefix));
    if (name !== undefined && !matches.has(name)) matches.set(name, snapshot);
  }
  if (matches.size > 1) {
    throw new SelectoError({
      code: "snapshot-ambiguous",
      what: `${reference} fits ${matches.size} snapshots`,
      why:
        [...matches]
          .slice(0, 5)
          .map(([name, { createdAt, label }]) => `${name} (${label ?? createdAt})`)
          .join(", ") + (matches.size > 5 ? ", ..." : ""),
      next: "type more of it",
    });
  }
  return [...matches.values()][0];
}

function unknownSnapshot(all: readonly StoredSnapshot[], reference: string): SelectoError {
  const labels = all.flatMap(({ label }) => label ?? []);
  return new SelectoError({
    code: "snapshot-unknown",
    what: `the history has no snapshot ${reference}`,
    why:
      all.length === 0
        ? "it is empty"
        : `it holds ${all.length}${labels.length === 0 ? "" : `, labelled ${labels.slice(0, 5).join(", ")}${labels.length > 5 ? ", ..." : ""}`}`,
    next: all.length === 0 ? "selecto snapshot create" : "selecto snapshot list",
  });
}

/** @throws SelectoError when a label could be taken for another way to name a state */
export function checkLabel(label: string): void {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_.+/-]{0,99}$/u.test(label) && !["latest", "db", "files", "migrations"].includes(label)) return;
  throw new SelectoError({
    code: "label-invalid",
    what: `${JSON.stringify(label)} cannot be a label`,
    why: "a label is up to 100 letters, digits and _ . + / -, starts with a letter or digit, and is not latest, db, files or migrations",
    next: "choose another, for example release-1.4.0",
  });
}

export function labelTaken(label: string, holder: StoredSnapshot): SelectoError {
  return new SelectoError({
    code: "label-taken",
    what: `the label ${label} is taken`,
    why: `snapshot ${holder.id.slice(0, 12)} of ${holder.createdAt} has it`,
    next: "choose another label, or take it away from that snapshot first",
  });
}
