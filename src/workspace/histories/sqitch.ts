/**
 * sqitch: `sqitch.plan` gives the order; `deploy/NAME.sql` and `revert/NAME.sql` are the scripts. A reworked
 * change stands twice in the plan; its older scripts are called `NAME@TAG.sql`. The scripts hold their own
 * BEGIN and COMMIT.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import {
  folderOf,
  historyProblem,
  inFolder,
  isBelow,
  nameOfPath,
  type FoundHistory,
  type HistoryFiles,
  type HistoryRead,
  type HistoryReader,
  type MigrationScript,
} from "./history.ts";

interface Layout {
  readonly plan: string;
  readonly deploy: string;
  readonly revert: string;
  readonly otherDatabase?: string;
}

export const sqitch: HistoryReader = {
  tool: "sqitch",
  recognise: async (files) => {
    const plans = files.paths.filter((path) => path.endsWith(".plan"));
    const found = await Promise.all(
      plans.map(async (plan): Promise<FoundHistory | undefined> => {
        const read = await files.text(plan);
        if (!read.ok || !/^%project=/m.test(read.text)) return undefined;
        const layout = await layoutOf(plan, files);
        const scripts = files.paths.filter(
          (path) =>
            path.endsWith(".sql") && [layout.deploy, layout.revert, inFolder(folderOf(layout.deploy), "verify")].some((folder) => isBelow(path, folder)),
        );
        return {
          tool: "sqitch",
          folder: folderOf(plan),
          files: scripts,
          configuration: plan,
          ...(layout.otherDatabase === undefined ? {} : { otherDatabase: layout.otherDatabase }),
        };
      }),
    );
    return found.filter((one) => one !== undefined);
  },
  read: async (found, files) => {
    const layout = await layoutOf(found.configuration ?? inFolder(found.folder, "sqitch.plan"), files);
    const read = await files.text(layout.plan);
    return read.ok ? readPlan(layout, read.text, files) : { scripts: [], diagnostics: [read.problem] };
  },
};

/** The little of `sqitch.conf` that matters; it is written like git's own configuration. */
async function layoutOf(plan: string, files: HistoryFiles): Promise<Layout> {
  const folder = folderOf(plan);
  const path = [inFolder(folder, "sqitch.conf"), "sqitch.conf"].find((candidate) => files.paths.includes(candidate));
  const read = path === undefined ? undefined : await files.text(path);
  const values = new Map<string, string>();
  let section = "";
  for (const line of read?.ok === true ? read.text.split("\n") : []) {
    section = /^\s*\[(.+?)\]/.exec(line)?.[1] ?? section;
    const pair = /^\s*(\w+)\s*=\s*"?(.*?)"?\s*$/.exec(line);
    if (pair !== null) values.set(`${section}.${pair[1]}`, pair[2] ?? "");
  }
  const engine = values.get("core.engine");
  const setting = (key: string): string | undefined => values.get(`engine "pg".${key}`) ?? values.get(`core.${key}`);
  const top = inFolder(folderOf(path ?? plan), setting("top_dir") ?? "").replace(/\/?\.?\/?$/, "");
  const base = setting("top_dir") === undefined ? folder : top;
  return {
    plan,
    deploy: inFolder(base, setting("deploy_dir") ?? "deploy"),
    revert: inFolder(base, setting("revert_dir") ?? "revert"),
    ...(engine === undefined || engine === "pg" ? {} : { otherDatabase: engine }),
  };
}

interface PlanEntry {
  readonly kind: "change" | "tag";
  readonly name: string;
  readonly line: number;
}

async function readPlan(layout: Layout, plan: string, files: HistoryFiles): Promise<HistoryRead> {
  const diagnostics: Diagnostic[] = [];
  const entries = parsePlan(plan);
  const known = new Set(files.paths);
  const scripts = await Promise.all(
    entries.map(async (entry, index): Promise<MigrationScript | undefined> => {
      if (entry.kind === "tag") return undefined;
      const stem = scriptOf(entries, index);
      const file = inFolder(layout.deploy, `${stem}.sql`);
      const downFile = inFolder(layout.revert, `${stem}.sql`);
      if (!known.has(file)) {
        diagnostics.push(
          historyProblem(layout.plan, "migration-missing", `the plan names ${entry.name}, but there is no ${file}`, "bring the file back", "error", entry.line),
        );
        return undefined;
      }
      const [up, down] = await Promise.all([files.text(file), known.has(downFile) ? files.text(downFile) : undefined]);
      for (const read of [up, down]) if (read !== undefined && !read.ok) diagnostics.push(read.problem);
      return up.ok
        ? { name: nameOfPath(stem), file, up: up.text, transactional: false, ...(down?.ok === true ? { down: down.text, downFile } : {}) }
        : undefined;
    }),
  );
  return { scripts: scripts.filter((script) => script !== undefined), diagnostics };
}

function parsePlan(plan: string): readonly PlanEntry[] {
  return plan.split("\n").flatMap((text, index): readonly PlanEntry[] => {
    const word = /^\s*[+]?(\S+)/.exec(text)?.[1];
    if (word === undefined || word.startsWith("%") || word.startsWith("#")) return [];
    return [{ kind: word.startsWith("@") ? "tag" : "change", name: word.replace(/^@/, ""), line: index + 1 }];
  });
}

/** The script of the plan's n-th entry: an instance that is reworked later is named after the first tag that follows it. */
function scriptOf(entries: readonly PlanEntry[], index: number): string {
  const name = entries[index]?.name ?? "";
  const later = entries.slice(index + 1);
  if (!later.some((entry) => entry.kind === "change" && entry.name === name)) return name;
  const tag = later.find((entry) => entry.kind === "tag");
  return tag === undefined ? name : `${name}@${tag.name}`;
}
