/**
 * Columns that change to another type on the way back, and by which expression: the one of the package, or another that
 * is given now. Pure text; what becomes of their rows is not its business.
 */
import { DATA_LOSS } from "../../model/consent.ts";
import { kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { ArchiveEntry, MigrationPackage } from "../../model/migration.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { asksFor, conversionWithin, withConversion } from "./former-values.ts";

export interface ConversionBack {
  readonly migration: string;
  /** number of the step of `down` that converts, from 0 */
  readonly step: number;
  readonly key: NodeKey;
  /** `users.tags` */
  readonly column: string;
  /** the type that it gets */
  readonly becomes: string;
  /** what it makes of values that have no former one, over the columns of the table */
  readonly expression: string;
  /** it may refuse values or change them: PostgreSQL does not say that it keeps each, or somebody wrote it */
  readonly isRisky: boolean;
  /** the table is built anew, or the step is written by a hand: another expression cannot be put there */
  readonly isForeign: boolean;
  /** where the step finds former values */
  readonly archive?: ArchiveEntry;
}

/** As the planner writes it and the formatter lays it out. */
const STEP = /^(ALTER TABLE ("(?:[^"]|"")+")\.("(?:[^"]|"")+")\s+ALTER COLUMN ("(?:[^"]|"")+") TYPE ([^]+?)\s+USING )([^]+);$/;

/** Every type change of the way back, in its order. */
export function conversionsBack(migrations: readonly MigrationPackage[]): ConversionBack[] {
  return migrations.flatMap(({ manifest, down }) =>
    down.flatMap(({ sql, hazards }, step): ConversionBack[] => {
      const [, , namespace = "", table = "", name = "", type = "", using = ""] = STEP.exec(sql) ?? [];
      const planned = using === "" ? undefined : nodeKey("column", ...[namespace, table, name].map(unquoted));
      const lossy = hazards.flatMap(({ code, key, becomes }) =>
        code === DATA_LOSS && key !== undefined && kindOf(key) === "column" && becomes !== undefined ? [{ key, becomes }] : [],
      );
      const made = (key: NodeKey, asking: string, rest: Pick<ConversionBack, "becomes" | "expression" | "isRisky" | "isForeign">): ConversionBack => {
        const archive = archiveOf(manifest.archives, key, asking);
        return { migration: manifest.name, step, key, column: nameOf(key), ...rest, ...(archive !== undefined && { archive }) };
      };
      const foreign = lossy
        .filter(({ key }) => key !== planned)
        .map(({ key, becomes }) => {
          const said = manifest.conversions?.find(({ column }) => column === nameOf(key))?.down;
          // rows of a table that is built anew get their former values in a step behind
          return made(key, down.map((one) => one.sql).join("\n"), {
            becomes,
            expression: said ?? `${ownName(key)}::${becomes}`,
            isRisky: true,
            isForeign: true,
          });
        });
      if (planned === undefined) return foreign;
      const isRisky = lossy.some(({ key }) => key === planned) || manifest.conversions?.some(({ column }) => column === nameOf(planned)) === true;
      return [made(planned, sql, { becomes: type, expression: conversionWithin(using), isRisky, isForeign: false }), ...foreign];
    }),
  );
}

/** The archive that the step takes former values of this column from. */
function archiveOf(archives: readonly ArchiveEntry[], key: NodeKey, sql: string): ArchiveEntry | undefined {
  const { path } = parseNodeKey(key);
  const table = nodeKey("table", ...path.slice(0, 2));
  return archives.find((entry) => entry.table === table && entry.columns.length === 1 && entry.columns[0] === path.at(-1) && asksFor(sql, entry.place));
}

/** The conversion and its migration with another expression in that step. */
export function convertedBy(conversion: ConversionBack, expression: string): ConversionBack {
  return { ...conversion, expression, isRisky: true };
}

/** The same migration with the expression of the conversion in its step. */
export function withExpression(migration: MigrationPackage, { step, becomes, expression }: ConversionBack): MigrationPackage {
  const down = migration.down.map((one, at) =>
    at === step
      ? {
          ...one,
          sql: one.sql.replace(STEP, (_whole, head: string, ...[, , , , using = ""]: string[]) => `${head}${withConversion(using, becomes, expression)}\n;`),
        }
      : one,
  );
  return { ...migration, down };
}

/** `"tags"` is `tags`. */
export function unquoted(name: string): string {
  return name.slice(1, -1).replaceAll('""', '"');
}

/** `"tags"` of `column:public.users.tags` */
export function ownName(key: NodeKey): string {
  return quoteIdentifier(parseNodeKey(key).path.at(-1) ?? "");
}
