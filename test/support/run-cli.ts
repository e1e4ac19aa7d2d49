/** Runs a command line as a user does: a child process with its own streams, nothing inherited that changes output. */
import { spawn, type ChildProcess } from "node:child_process";

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  /** exit code, or 128 + 15 and the like for a signal nobody handled */
  readonly exit: number;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** with every compiler of the engine: for what depends on how deep its stack is */
  readonly asShipped?: boolean;
  /** as a user without rights, where the tests run as root */
  readonly asNobody?: boolean;
  /** a shell script that ends with `exec "$@"`: limits for the process */
  readonly shell?: string;
  /** called once the process runs; for signals */
  readonly onStart?: (child: ChildProcess) => void;
}

const NOT_INHERITED = /^(NO_COLOR|FORCE_COLOR|TERM|CI|DATABASE_URL|NODE_OPTIONS|NODE_ENV|JEST_WORKER_ID|PG[A-Z]+|SELECTO_.*)$/;

/** A short run spends much of its time on code that is optimised too late to matter, WebAssembly and JavaScript. Changes no answer. */
export const ONE_COMPILER: readonly string[] = ["--liftoff-only", "--no-opt"];
const NOBODY = 65_534;

/** @param script path of `bin/run.js` */
export function runCli(script: string, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
  return new Promise((resolve, reject) => {
    const line = [process.execPath, ...(options.asShipped === true ? [] : ONE_COMPILER), script, ...args];
    const [command = "", ...rest] = options.shell === undefined ? line : ["sh", "-c", options.shell, "sh", ...line];
    const steps = options.asNobody === true && process.getuid?.() === 0;
    const child = spawn(command, rest, {
      cwd: options.cwd,
      env: { ...inherited, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(steps && { uid: NOBODY, gid: NOBODY }),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ stdout, stderr, exit: code ?? 128 }));
    options.onStart?.(child);
  });
}
