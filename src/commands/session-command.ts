/** Commands that work in a workspace: they open it, say what was chosen, and render with the terminal's settings. */
import type { Command } from "@oclif/core";
import { withHistory, type History } from "../operations/open-history.ts";
import { openSession, type Session, type SessionOptions } from "../operations/session.ts";
import type { Format } from "../report/index.ts";
import { BaseCommand } from "./base-command.ts";

const FORMATS: readonly Format[] = ["text", "json", "markdown"];

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

  /** the form of the answer, `--json` included */
  protected get form(): Format {
    return FORMATS.find((format) => format === this.format) ?? "text";
  }

  protected get rendering(): RenderSettings {
    const { color, width } = this.terminal;
    return { color, width, all: "all" in this.flags && this.flags["all"] === true };
  }
}
