/** Starts git, and turns its failures into values. It knows processes, not what a repository means. */
import { spawn } from "node:child_process";
import { gitEnvironment } from "../config/environment.ts";

export type GitResult =
  | { readonly ok: true; readonly stdout: Buffer }
  | {
      readonly ok: false;
      /** `missing`: no git program; `not-a-repository`; `ownership`: git distrusts the folder's owner; `failed`: anything else */
      readonly reason: "missing" | "not-a-repository" | "ownership" | "timeout" | "failed";
      readonly stderr: string;
    };

export interface GitOptions {
  readonly input?: string;
  /** Only for an explicit fetch; without it git cannot reach any network. */
  readonly network?: boolean;
  /** milliseconds; 60,000 unless told */
  readonly timeout?: number;
}

// No program that the repository's own configuration names may run for a mere look.
const SAFE_OPTIONS = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "submodule.recurse=false"];

/** Runs git in a folder. Never throws for what git says; arguments must hold no unchecked user text before `--`. */
export function runGit(folder: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  return new Promise((resolve) => {
    const network = options.network ?? false;
    const child = spawn("git", [...SAFE_OPTIONS, ...args], { cwd: folder, env: gitEnvironment(network), stdio: ["pipe", "pipe", "pipe"] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill();
    }, options.timeout ?? 60_000);
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", () => {
      clearTimeout(timer);
      resolve({ ok: false, reason: "missing", stderr: "" });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      const message = Buffer.concat(stderr).toString("utf8").trim();
      if (code === 0) resolve({ ok: true, stdout: Buffer.concat(stdout) });
      else resolve({ ok: false, reason: timedOut ? "timeout" : reasonOf(message), stderr: message });
    });
    // git may close its input early (an error); that is told by its exit code.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

function reasonOf(stderr: string): "not-a-repository" | "ownership" | "failed" {
  if (stderr.includes("dubious ownership")) return "ownership";
  if (/not a git repository|not a git directory|must be run in a work tree/i.test(stderr)) return "not-a-repository";
  return "failed";
}

/** Output as one trimmed line of text. */
export function gitLine(stdout: Buffer): string {
  return stdout.toString("utf8").trim();
}

/** Splits `-z` output. Names that are no UTF-8 come apart in `unreadable`, shown with replacement characters. */
export function splitNames(stdout: Buffer): { readonly names: readonly string[]; readonly unreadable: readonly string[] } {
  const names: string[] = [];
  const unreadable: string[] = [];
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let start = 0; start < stdout.length;) {
    const found = stdout.indexOf(0, start);
    const end = found === -1 ? stdout.length : found;
    const bytes = stdout.subarray(start, end);
    try {
      names.push(strict.decode(bytes));
    } catch {
      unreadable.push(bytes.toString("utf8"));
    }
    start = end + 1;
  }
  return { names, unreadable };
}
