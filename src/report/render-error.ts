/** A failure as JSON, for `--json`; its three lines for people are the base command's. */
import type { ExitCode } from "../model/error.ts";
import { renderJson } from "./text/json.ts";
import { errorSchema } from "./schemas/error.ts";

export interface FailureLines {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  readonly exit: ExitCode;
}

export function renderErrorJson({ code, what, why, next, exit }: FailureLines): string {
  return renderJson(errorSchema, "selecto.error", { error: { code, what, why, next, exit } });
}
