/** SQL put together from pieces, each of which may know where it comes from. */
import type { DocumentPath, SqlOrigin } from "../../model/domain-query.ts";

export interface SqlPiece {
  readonly sql: string;
  readonly at?: DocumentPath;
}

export function createSqlText(): { add(...pieces: readonly (string | SqlPiece)[]): void; finish(): { sql: string; origins: readonly SqlOrigin[] } } {
  let sql = "";
  const origins: SqlOrigin[] = [];
  return {
    add(...pieces) {
      for (const piece of pieces) {
        const from = sql.length;
        sql += typeof piece === "string" ? piece : piece.sql;
        if (typeof piece !== "string" && piece.at !== undefined) origins.push({ from, to: sql.length, at: piece.at });
      }
    },
    finish: () => ({ sql, origins }),
  };
}

/** `a, b, c`, each piece with its own origin. */
export function commaSeparated(pieces: readonly SqlPiece[]): (string | SqlPiece)[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [", ", piece]));
}
