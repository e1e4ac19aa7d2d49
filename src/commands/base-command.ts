/**
 * What all commands share: global flags, the workspace folder, where answers and messages go, and how a
 * failure ends. Knows nothing of any command's purpose. A command parses flags, calls one operation,
 * renders the answer and returns the exit code.
 */
import { resolve } from "node:path";
import { Command, Flags, type Interfaces } from "@oclif/core";
import { EXIT, SelectoError, type ExitCode } from "../model/error.ts";
import type { JsonValue } from "../model/json.ts";
import { globalFlags, outputFlags } from "./shell/global-flags.ts";
import { interruptSignal, onInterrupt } from "./shell/interrupt.ts";
import { reportFailure } from "./shell/report-failure.ts";
import { readTerminal, type Terminal } from "./terminal.ts";

/** `--format` for commands with several forms of answer; the first is the default. */
export function formatFlag<const F extends readonly [string, ...string[]]>(formats: F): Interfaces.OptionFlag<F[number]> {
  return Flags.option({ summary: "form of the answer", options: formats, default: async () => formats[0] })();
}

type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<typeof globalFlags & T["flags"]>;
type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T["args"]>;

/** `export default class Check extends BaseCommand<typeof Check>`; flags and arguments are then typed. */
export abstract class BaseCommand<T extends typeof Command> extends Command {
  static override baseFlags = globalFlags;

  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  /** every argument that is no flag, for commands that take any number */
  protected words!: readonly string[];
  /** width, colour and progress; hand the plain values to renderers */
  protected terminal!: Terminal;
  /** absolute path of the workspace folder */
  protected workspace!: string;
  /** `json`, or the value of `--format`, or `text` */
  protected format!: string;
  /** aborts on Ctrl-C; for operations that wait for the world */
  protected readonly signal: AbortSignal = interruptSignal;

  /** The command itself: prints its answer and returns the exit code. @throws SelectoError */
  protected abstract answer(): Promise<ExitCode>;

  /** Writes to stdout, which carries the answer and nothing else. */
  protected print(text: string): void {
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  protected printJson(value: JsonValue): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** Writes to stderr what is not the answer: what was chosen, progress, hints. Silent with `--quiet`. */
  protected note(text: string): void {
    if (!this.flags.quiet) process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** Runs `cleanup` when the user interrupts. @returns call it when there is nothing to clean up any more */
  protected onInterrupt(cleanup: () => Promise<void> | void): () => void {
    return onInterrupt(cleanup);
  }

  override async run(): Promise<void> {
    const { flags, baseFlags, args, strict } = this.ctor;
    const parsed = await this.parse({ flags, args, strict, ...(baseFlags === undefined ? {} : { baseFlags }) });
    // The parser checked the values against the definitions these types are derived from.
    this.flags = parsed.flags as FlagsOf<T>;
    this.args = parsed.args as ArgsOf<T>;
    this.words = parsed.argv.map(String);
    this.format = readFormat(parsed.flags, parsed.metadata.flags["format"]?.setFromDefault === true);
    this.workspace = resolve(this.flags.workspace);
    const { quiet, "no-color": noColor } = this.flags;
    this.terminal = readTerminal({ quiet, noColor, env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr });
    process.exitCode = await this.answer();
  }

  protected override catch(error: Error): Promise<void> {
    // What fails while an interrupt cleans up is a consequence, not news.
    if (!interruptSignal.aborted) {
      process.exitCode = reportFailure(error, {
        ...outputFlags(this.argv),
        ...(this.id === undefined ? {} : { command: this.id.replaceAll(":", " ") }),
      });
    }
    return Promise.resolve();
  }
}

function readFormat(flags: Readonly<Record<string, unknown>>, isDefault: boolean): string {
  const format = typeof flags["format"] === "string" ? flags["format"] : "text";
  if (flags["json"] !== true) return format;
  if (isDefault || flags["format"] === undefined || format === "json") return "json";
  throw new SelectoError({
    code: "usage",
    what: `--json and --format ${format} contradict each other`,
    why: "an answer has one form",
    next: "leave one of them out",
    exit: EXIT.usage,
  });
}
