/**
 * drizzle-kit: `meta/_journal.json` names the files in order (up to version 0); since version 1 one folder
 * per migration with `snapshot.json`. Statements are parted by `--> statement-breakpoint`; there is no down.
 */
import { z } from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { folderOf, historyProblem, inFolder, type FoundHistory, type HistoryFiles, type HistoryRead, type HistoryReader } from "./history.ts";
import { groupPackages, readPackages } from "./package-folders.ts";

const journalSchema = z.object({ dialect: z.string().optional(), entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });
const folderMarkSchema = z.object({ dialect: z.string().optional() });

export const drizzle: HistoryReader = {
  tool: "drizzle",
  recognise: async (files) => {
    const journals = files.paths
      .filter((path) => path.endsWith("meta/_journal.json") && /(^|\/)meta\/_journal\.json$/.test(path))
      .map((path) => findByJournal(path, files));
    const groups = [...groupPackages(files, "migration.sql", (_, names) => names.includes("snapshot.json"))].map(([folder, packages]) =>
      findByFolders(folder, packages, files),
    );
    return (await Promise.all([...journals, ...groups])).filter((found) => found !== undefined);
  },
  read: async (found, files) => {
    const read = found.configuration === undefined ? await readFolders(found, files) : await readJournal(found, found.configuration, files);
    // A breakpoint also ends a statement that has no semicolon; same length, so columns stay.
    return {
      ...read,
      scripts: read.scripts.map((script) => ({ ...script, up: script.up.replaceAll("--> statement-breakpoint", ";-- statement-breakpoint") })),
    };
  },
};

function otherDatabase(dialect: string | undefined): { otherDatabase: string } | undefined {
  return dialect === undefined || /^(postgresql|postgres|pg)$/.test(dialect) ? undefined : { otherDatabase: dialect };
}

async function findByJournal(path: string, files: HistoryFiles): Promise<FoundHistory | undefined> {
  const folder = folderOf(folderOf(path));
  const read = await files.text(path);
  const journal = read.ok ? parseJson(journalSchema, read.text) : undefined;
  const scripts = (files.folders.get(folder) ?? []).filter((name) => name.endsWith(".sql")).map((name) => inFolder(folder, name));
  return scripts.length === 0 ? undefined : { tool: "drizzle", folder, files: scripts, configuration: path, ...otherDatabase(journal?.dialect) };
}

async function findByFolders(folder: string, packages: readonly string[], files: HistoryFiles): Promise<FoundHistory> {
  const read = await files.text(inFolder(packages[0] ?? "", "snapshot.json"));
  const mark = read.ok ? parseJson(folderMarkSchema, read.text) : undefined;
  return { tool: "drizzle", folder, files: packages.map((path) => inFolder(path, "migration.sql")), ...otherDatabase(mark?.dialect) };
}

function readFolders(found: FoundHistory, files: HistoryFiles): Promise<HistoryRead> {
  return readPackages(found.files.map(folderOf).toSorted(), "migration.sql", undefined, files, async () => true);
}

async function readJournal(found: FoundHistory, path: string, files: HistoryFiles): Promise<HistoryRead> {
  const read = await files.text(path);
  if (!read.ok) return { scripts: [], diagnostics: [read.problem] };
  const journal = parseJson(journalSchema, read.text);
  if (journal === undefined)
    return {
      scripts: [],
      diagnostics: [
        historyProblem(
          path,
          "migration-order-unreadable",
          "the journal of drizzle cannot be read, so the order is not known",
          "mend it, or point schema: at a dump",
        ),
      ],
    };
  const diagnostics: Diagnostic[] = [];
  const left = new Set(found.files);
  const ordered = journal.entries.toSorted((one, other) => one.idx - other.idx);
  const scripts = await Promise.all(
    ordered.map(async ({ tag }) => {
      const file = inFolder(found.folder, `${tag}.sql`);
      if (!left.delete(file)) {
        diagnostics.push(historyProblem(path, "migration-missing", `the journal names ${tag}, but there is no ${file}`, "bring the file back"));
        return undefined;
      }
      const text = await files.text(file);
      if (text.ok) return { name: tag, file, up: text.text, transactional: true };
      diagnostics.push(text.problem);
      return undefined;
    }),
  );
  for (const file of left)
    diagnostics.push(
      historyProblem(
        file,
        "migration-not-taken",
        "the journal of drizzle does not name this file; it was left out",
        "drizzle-kit generate, or remove the file",
        "warning",
      ),
    );
  return { scripts: scripts.filter((script) => script !== undefined), diagnostics };
}

function parseJson<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
