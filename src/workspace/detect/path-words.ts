/** What a path alone says about its files: tests and examples, other databases, how deep it lies. */

const INCIDENTAL =
  /^(tests?|__tests__|testing|testdata|test[-_]data|testutils?|spec|e2e|fixtures?|__fixtures__|examples?|samples?|vendor|third[-_]party|mocks?|docs?|bench(marks?)?)$/i;
const OTHER_DATABASE =
  /^(mysql\d?|mariadb|sqlite\d?|mssql|sqlserver|oracle|clickhouse|spanner|ydb|bigquery|cockroach(db)?|cassandra|turso|libsql|snowflake|duckdb|vertica|redshift|starrocks|tidb)$/i;

/** In a folder of tests, examples or other people's code. */
export function isIncidental(path: string): boolean {
  return path.split("/").some((segment) => INCIDENTAL.test(segment));
}

/** The other database a path names, `sqlite` for `migrations/sqlite`. */
export function otherDatabaseOf(path: string): string | undefined {
  return path
    .split(/[/._-]/)
    .find((word) => OTHER_DATABASE.test(word))
    ?.toLowerCase();
}

/** Number of folders above a file or folder. */
function depthOf(path: string): number {
  return path.split("/").length;
}

/** The order in which equals are believed: real before incidental, shallow before deep, then `rank`, then by name. */
export function comparePlaces(left: string, right: string, rank: (path: string) => number = () => 0): number {
  return (
    Number(isIncidental(left)) - Number(isIncidental(right)) ||
    depthOf(left) - depthOf(right) ||
    rank(left) - rank(right) ||
    (left < right ? -1 : left > right ? 1 : 0)
  );
}
