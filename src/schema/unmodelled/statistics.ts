/** CREATE STATISTICS: what the optimiser is told to learn about several columns together. */
import { commentOn, ownObjects, text, type UnmodelledKind } from "./kind.ts";

export const statistics: UnmodelledKind = {
  kind: "statistics",
  lock: "shareUpdateExclusive",
  read: `select array[n.nspname, s.stxname], null::text[],
      array[case c.relkind when 'm' then 'materializedView' when 'f' then 'foreignTable' else 'table' end, cn.nspname, c.relname],
      pg_catalog.jsonb_build_object('definition', pg_catalog.pg_get_statisticsobjdef(s.oid), 'target', nullif(s.stxstattarget, -1)::text,
        'comment', pg_catalog.obj_description(s.oid, 'pg_statistic_ext'))
    from pg_catalog.pg_statistic_ext s
    join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
    join pg_catalog.pg_class c on c.oid = s.stxrelid
    join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
    where ${ownObjects("pg_statistic_ext", "s.oid", "n")}`,
  create: ({ qualified }, payload) => [
    text(payload, "definition") ?? "",
    ...target(qualified, text(payload, "target"), undefined),
    ...commentOn(`STATISTICS ${qualified}`, {}, payload),
  ],
  drop: ({ qualified }) => [`DROP STATISTICS ${qualified}`],
  alter: ({ qualified }, before, after) =>
    text(before, "definition") === text(after, "definition")
      ? [...target(qualified, text(after, "target"), text(before, "target")), ...commentOn(`STATISTICS ${qualified}`, before, after)]
      : undefined,
};

function target(name: string, wanted: string | undefined, present: string | undefined): string[] {
  return wanted === present ? [] : [`ALTER STATISTICS ${name} SET STATISTICS ${wanted ?? "-1"}`];
}
