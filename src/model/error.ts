/** Failures that end a command: one line what, one line why, one line what next. */

/** Exit codes, published in the README and tested. */
export const EXIT = {
  fine: 0,
  findings: 1,
  usage: 2,
  consent: 3,
  lockBusy: 4,
  incomplete: 5,
  bug: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where several codes apply the first of these wins. */
const PRECEDENCE: readonly ExitCode[] = [EXIT.bug, EXIT.usage, EXIT.lockBusy, EXIT.consent, EXIT.findings, EXIT.incomplete, EXIT.fine];

/** The one exit code for several results. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.fine;
}

export interface FailureText {
  /** stable, kebab-case: `history-corrupt` */
  readonly code: string;
  /** what failed, one line */
  readonly what: string;
  readonly why: string;
  /** the next action, one line */
  readonly next: string;
  readonly exit?: ExitCode;
}

/** An expected failure. `message` is the *what*; never put secrets or row values into any of the lines. */
export class SelectoError extends Error {
  override readonly name = "SelectoError";
  readonly code: string;
  readonly why: string;
  readonly next: string;
  readonly exit: ExitCode;

  constructor(text: FailureText, options?: { cause?: unknown }) {
    super(text.what, options);
    this.code = text.code;
    this.why = text.why;
    this.next = text.next;
    this.exit = text.exit ?? EXIT.usage;
  }
}
