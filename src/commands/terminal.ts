/**
 * What the terminal can show. The only place that asks the environment and the streams about width,
 * colour and progress; renderers get the plain answer.
 */

export interface Terminal {
  /** columns for the answer; 100 where stdout is no terminal, so that files and pipes do not depend on a window */
  readonly width: number;
  /** colour in the answer (stdout) */
  readonly color: boolean;
  /** colour in messages (stderr) */
  readonly messageColor: boolean;
  /** progress may be drawn on stderr and erased again */
  readonly progress: boolean;
  /** somebody is there to answer a prompt */
  readonly interactive: boolean;
}

/** The part of a stream that matters here. */
export interface StreamLike {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalInput {
  readonly noColor: boolean;
  readonly quiet: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: StreamLike;
  readonly stdout: StreamLike;
  readonly stderr: StreamLike;
}

const WIDTH_WITHOUT_TERMINAL = 100;
const MIN_WIDTH = 40;

/** Decides from flags, environment and streams. `--no-color` beats `NO_COLOR`, that beats `FORCE_COLOR`, that beats `TERM=dumb`. */
export function readTerminal(input: TerminalInput): Terminal {
  const { env, stdin, stdout, stderr, quiet } = input;
  const isDumb = env["TERM"] === "dumb";
  const mayColor = (stream: StreamLike): boolean => {
    if (input.noColor || isSet(env["NO_COLOR"])) return false;
    if (isSet(env["FORCE_COLOR"])) return env["FORCE_COLOR"] !== "0";
    return stream.isTTY === true && !isDumb;
  };
  return {
    width: stdout.isTTY === true && stdout.columns !== undefined && stdout.columns > 0 ? Math.max(MIN_WIDTH, stdout.columns) : WIDTH_WITHOUT_TERMINAL,
    color: mayColor(stdout),
    messageColor: mayColor(stderr),
    progress: stderr.isTTY === true && !isDumb && !quiet && !isSet(env["CI"]),
    interactive: stdin.isTTY === true && stderr.isTTY === true && !isSet(env["CI"]),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
