/**
 * A workspace in a temporary folder on which selecto runs as a user runs it, and the transcript of what
 * was typed and answered. Knows how to start the built command line, git and files; refuses to know what
 * any command does.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { runCli, type CliOptions, type CliResult } from "../support/run-cli.ts";

/** The built command line; `CLI_UNDER_TEST` names another one, of an installed package for example. */
const SCRIPT = resolve(process.env["CLI_UNDER_TEST"] ?? join(import.meta.dirname, "../../bin/run.js"));

/** A reader of CI's variables must find none, and git neither a user's nor a machine's settings. */
const CALM = {
  GITHUB_BASE_REF: "",
  CI_MERGE_REQUEST_DIFF_BASE_SHA: "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};
/** Fixed, so that equal files make equal commits. */
const COMMITTER = {
  GIT_AUTHOR_NAME: "selecto",
  GIT_AUTHOR_EMAIL: "selecto@example.org",
  GIT_AUTHOR_DATE: "2026-01-02T03:04:05Z",
  GIT_COMMITTER_NAME: "selecto",
  GIT_COMMITTER_EMAIL: "selecto@example.org",
  GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z",
};

/** Files by their path in the workspace; null removes. */
export type Files = Readonly<Record<string, string | null>>;

export interface Stage {
  /** absolute, without links */
  readonly folder: string;
  write(files: Files): void;
  read(file: string): string;
  /** Files whose path starts so, sorted. */
  files(start?: string): string[];
  git(...args: readonly string[]): string;
  /** Makes the folder a repository where it is none, and commits everything. */
  commit(): void;
  /** Runs selecto here. A text is split at spaces. Lands in the transcript. */
  run(line: string | readonly string[], options?: CliOptions): Promise<CliResult>;
  /** Runs selecto here and leaves the transcript alone. */
  ask(line: string | readonly string[], options?: CliOptions): Promise<CliResult>;
  /** a line of the transcript that says what happened between two commands */
  note(text: string): void;
  transcript(): string;
  remove(): void;
}

const left = new Set<Stage>();

/** Removes what tests left behind; for `afterAll`. */
export function removeStages(): void {
  for (const stage of left) stage.remove();
}

export function openStage(files: Files = {}): Stage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "selecto-cli-")));
  const lines: string[] = [];
  const stage: Stage = {
    folder,
    write(changes) {
      for (const [path, text] of Object.entries(changes)) {
        const file = join(folder, path);
        if (text === null) rmSync(file, { recursive: true, force: true });
        else {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text);
        }
      }
    },
    read: (path) => readFileSync(join(folder, path), "utf8"),
    files: (start = "") =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.startsWith(start) && statSync(join(folder, file)).isFile())
        .toSorted(),
    git: (...args) => git(folder, args),
    commit() {
      git(folder, ["init", "--quiet", "--initial-branch=main"]);
      git(folder, ["add", "--all"]);
      git(folder, ["commit", "--quiet", "--allow-empty", "--message", "a state"]);
    },
    ask: (line, options = {}) => runCli(SCRIPT, wordsOf(line), { cwd: folder, ...options, env: { ...CALM, ...options.env } }),
    async run(line, options) {
      const args = wordsOf(line);
      const result = await stage.ask(args, options);
      lines.push(`$ selecto ${args.map(quote).join(" ")}`, ...told("", result.stdout), ...told("! ", result.stderr), `exit ${result.exit}`, "");
      return result;
    },
    note: (text) => void lines.push(`# ${text}`),
    transcript: () => neutral(lines.join("\n"), folder),
    remove() {
      left.delete(stage);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  left.add(stage);
  stage.write(files);
  return stage;
}

/** A repository elsewhere that {@link Stage.git} cannot reach, for clones. */
export function git(folder: string, args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd: folder, encoding: "utf8", stdio: "pipe", env: { ...process.env, ...CALM, ...COMMITTER } }).trim();
}

function wordsOf(line: string | readonly string[]): readonly string[] {
  return typeof line === "string" ? line.split(" ") : line;
}

function quote(argument: string): string {
  return /^[\w@%+=:,./^~-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

function told(mark: string, text: string): string[] {
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => mark + line);
}

/** What differs from run to run and from machine to machine becomes a word. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{14}_/g, "<stamp>_"],
  [/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?Z?)?/g, "<date>"],
  [/ +\d[\d,.]* (?:ms|s)\b(?! of)/g, " <time>"],
  [/"durationMs": \d+/g, '"durationMs": <time>'],
  [/\bs1:pg\d+:[0-9a-f]{64}/g, "<fingerprint>"],
  [/\b[0-9a-f]{64}\b/g, "<hash>"],
  [/\b[0-9a-f]{40}\b/g, "<commit>"],
  [/\b(main|commit) [0-9a-f]{6,12}\b/g, "$1 <commit>"],
  [/\bPostgreSQL \d+\.\d+/g, "PostgreSQL <version>"],
  [/\b(selecto(?: [>=]*)?|"version": ")\d+\.\d+\.\d+/g, "$1<version>"],
  [/\b(process|pid|PID) \d+/g, "$1 <number>"],
  [/\b(?:[0-9a-f]{10}|[0-9a-f]{12})\b/g, "<id>"],
];

function neutral(text: string, folder: string): string {
  return CHANGING.reduce((now, [pattern, word]) => now.replace(pattern, word), text.replaceAll(folder, "<workspace>"));
}
