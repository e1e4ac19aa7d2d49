/** How often a law with a database behind it is tried: few times by default, `RUNS=200` for a long look. */
export const RUNS = Number(process.env["RUNS"] ?? 3);
