/** How often a law with a database behind it is tried: few times by default, `RUNS=200` for a long look. */
export const RUNS = Number(process.env["RUNS"] ?? 3);
/** Changes that are tried at once: a run of such a law stands for about half as many. */
export const MOST_EDITS = 24;
/** How long that may take, milliseconds. */
export const LIMIT_MS = 180_000 + RUNS * 60_000;
