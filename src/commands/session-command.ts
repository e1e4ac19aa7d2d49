/** Commands that work in a workspace: they open it, say what was chosen, and render with the terminal's settings. */
import { createInterface } from "node:readline/promises";
import { Flags, type Command } from "@oclif/core";
import type { RenameFlags } from "../operations/find-renames.ts";
import { withHistory, type History } from "../operations/open-history.ts";
import { openSession, type Session, type SessionOptions } from "../operations/session.ts";
import { renameQuestion, type Format } from "../report/index.ts";
import { BaseCommand } from "./base-command.ts";

const FORMATS: readonly Format[] = ["text", "json", "markdown"];

const names = (summary: string, helpValue: string) => Flags.string({ summary, helpValue, multiple: true, multipleNonGreedy: true });

/** For commands that make a migration. */
export const renameFlags = {
  rename: names("this is a rename, not a drop and an add", "OLD:NEW"),
  "no-rename": names("this is no rename, whatever speaks for it", "NAME"),
};

interface RenameValues {
  readonly rename?: string[] | undefined;
  readonly "no-rename"?: string[] | undefined;
}

export interface RenderSettings {
  readonly color: boolean;
  readonly width: number;
  readonly all: boolean;
}

export abstract class SessionCommand<T extends typeof Command> extends BaseCommand<T> {
  /** Opens the workspace and tells on stderr what was detected. */
  protected async session(options: SessionOptions = {}): Promise<Session> {
    const session = await openSession(this.workspace, { ...options, toolVersion: this.config.version });
    for (const line of session.notes) this.note(line);
    this.onInterrupt(() => session.closeShadows());
    return session;
  }

  protected withHistory<R>(session: Session, task: (history: History) => Promise<R>): Promise<R> {
    return withHistory(session, (line) => this.note(line), task);
  }

  /** What was said of renames, and whom to ask of the rest: nobody where no person reads the answer. */
  protected renames(flags: RenameValues): RenameFlags {
    const canAsk = this.terminal.interactive && this.form === "text";
    return {
      renames: flags.rename ?? [],
      notRenamed: flags["no-rename"] ?? [],
      ask: canAsk ? (guess) => this.confirm(renameQuestion(guess)) : undefined,
    };
  }

  /** A question on stderr; anything but yes is no. */
  private async confirm(question: string): Promise<boolean> {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: this.signal })).trim());
    } finally {
      lines.close();
    }
  }

  /** the form of the answer, `--json` included */
  protected get form(): Format {
    return FORMATS.find((format) => format === this.format) ?? "text";
  }

  protected get rendering(): RenderSettings {
    const { color, width } = this.terminal;
    return { color, width, all: "all" in this.flags && this.flags["all"] === true };
  }
}
