/**
 * What people type where a state is wanted (`latest`, `git:main`, `db`, a label, a file), as data. It
 * reads the text only; whether such a state exists is for others to find out.
 */
import { valid as validVersion } from "semver";
import { EXIT, SelectoError } from "../model/error.ts";
import { isHostileRef } from "./git/repository.ts";
import { nearestName } from "./nearest-name.ts";

export type StateReference =
  /** the n-th newest snapshot of the history; 0 is the latest */
  | { readonly kind: "recent"; readonly back: number }
  /** a snapshot by label; where `fingerprint` is true the text may also be the start of a fingerprint */
  | { readonly kind: "named"; readonly name: string; readonly fingerprint: boolean }
  /** the configured database */
  | { readonly kind: "database" }
  /** the database behind an environment variable */
  | { readonly kind: "environment"; readonly variable: string }
  /** schema files, domains and queries of the working tree */
  | { readonly kind: "files" }
  /** replay of the migrations */
  | { readonly kind: "migrations" }
  /** the workspace at a commit */
  | { readonly kind: "git"; readonly ref: string }
  | { readonly kind: "version"; readonly domain: string; readonly version: string }
  /** a .sql file or a folder of them */
  | { readonly kind: "path"; readonly path: string };

const PREFIXES = ["git", "version", "env"] as const;
const FORMS = "latest, @{2}, a label, a fingerprint, db, files, migrations, git:REF, env:NAME, or a .sql file";

/**
 * Reads a state reference.
 *
 * @throws SelectoError `state-secret` for a connection string (secrets never by flag; its text is not
 * repeated), `state-unreadable` for anything that cannot be one
 */
export function parseStateReference(text: string): StateReference {
  if (looksLikeConnection(text)) {
    throw new SelectoError({
      code: "state-secret",
      what: "a connection string is not taken as a state",
      why: "the command line is seen by other users of the machine and kept by shells",
      next: "put it into an environment variable and name that: env:DATABASE_URL",
      exit: EXIT.usage,
    });
  }
  if (text === "latest") return { kind: "recent", back: 0 };
  if (text === "db") return { kind: "database" };
  if (text === "files" || text === "migrations") return { kind: text };
  const back = /^@\{(\d{1,9})\}$/.exec(text)?.[1];
  if (back !== undefined) return { kind: "recent", back: Number(back) };
  if (/^s\d+:[a-z]+\d*:[0-9a-f]*$/.test(text)) return { kind: "named", name: text, fingerprint: true };

  const colon = text.indexOf(":");
  const prefix = text.slice(0, Math.max(0, colon));
  const rest = text.slice(colon + 1);
  if (prefix === "git") return isHostileRef(rest) ? refuse(text, "git: wants the name of a commit", "git:main") : { kind: "git", ref: rest };
  if (prefix === "env")
    return /^[A-Za-z_]\w*$/.test(rest)
      ? { kind: "environment", variable: rest }
      : refuse(text, "env: wants the name of an environment variable", "env:DATABASE_URL");
  if (prefix === "version") return versionReference(text, rest);
  if (looksLikePath(text)) return { kind: "path", path: text };
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (text.trim() === "" || /[\u0000-\u001f\u007f]/.test(text)) return refuse(text, "it is empty or holds control characters", FORMS);
  if (colon > 0) {
    const near = nearestName(prefix, PREFIXES);
    return refuse(text, `there is no kind of state called ${JSON.stringify(prefix)}`, near === undefined ? FORMS : `did you mean ${near}:${rest}`);
  }
  return { kind: "named", name: text, fingerprint: /^[0-9a-f]{4,64}$/.test(text) };
}

function versionReference(text: string, rest: string): StateReference {
  const at = rest.lastIndexOf("@");
  const version = validVersion(rest.slice(at + 1));
  if (at < 1 || version === null) return refuse(text, "version: wants a domain and a version", "version:Order@1.2.0");
  return { kind: "version", domain: rest.slice(0, at), version };
}

/** A URL of a database, or libpq's `host=... password=...`. */
function looksLikeConnection(text: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text) || /\b(password|passwd|host|user|dbname)\s*=/i.test(text);
}

function looksLikePath(text: string): boolean {
  return (
    /\.sql$/i.test(text) ||
    /^[A-Za-z]:[\\/]/.test(text) ||
    (!text.includes(":") && (text.includes("/") || text.includes("\\") || text === "." || text === ".."))
  );
}

function refuse(text: string, why: string, next: string): never {
  throw new SelectoError({ code: "state-unreadable", what: `${JSON.stringify(text)} is not a state`, why, next, exit: EXIT.usage });
}
