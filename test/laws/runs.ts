/** How often a law with a database behind it is tried: few times by default, `RUNS=200` for a long look. */
export const RUNS = Number(process.env["RUNS"] ?? 3);
/** How long that may take, milliseconds. */
export const LIMIT_MS = 180_000 + RUNS * 15_000;
