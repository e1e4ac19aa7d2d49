/** One folder per migration: selecto's own packages, diesel, prisma, and drizzle since version 1. */
import { folderOf, inFolder, nameOfPath, type HistoryFiles, type HistoryRead, type MigrationScript } from "./history.ts";

/** Groups folders that hold `script` by the folder around them; `accept` sees the folder's name and its files. */
export function groupPackages(
  files: HistoryFiles,
  script: string,
  accept: (name: string, names: readonly string[]) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [folder, names] of files.folders) {
    if (folder === "" || !names.includes(script) || !accept(nameOfPath(folder), names)) continue;
    const around = folderOf(folder);
    groups.set(around, [...(groups.get(around) ?? []), folder]);
  }
  return groups;
}

/** Reads one folder per migration. `packages` is in order. */
export async function readPackages(
  packages: readonly string[],
  up: string,
  down: string | undefined,
  files: HistoryFiles,
  transactional: (folder: string) => Promise<boolean>,
): Promise<HistoryRead> {
  const known = new Set(files.paths);
  const parts = await Promise.all(
    packages.map(async (folder): Promise<HistoryRead> => {
      const file = inFolder(folder, up);
      const downFile = down === undefined || !known.has(inFolder(folder, down)) ? undefined : inFolder(folder, down);
      const [upText, downText, whole] = await Promise.all([files.text(file), downFile === undefined ? undefined : files.text(downFile), transactional(folder)]);
      const diagnostics = [upText, downText].flatMap((read) => (read === undefined || read.ok ? [] : [read.problem]));
      if (!upText.ok) return { scripts: [], diagnostics };
      const script: MigrationScript = {
        name: nameOfPath(folder),
        file,
        up: upText.text,
        transactional: whole,
        ...(downText?.ok === true && downFile !== undefined ? { down: downText.text, downFile } : {}),
      };
      return { scripts: [script], diagnostics };
    }),
  );
  return { scripts: parts.flatMap((part) => part.scripts), diagnostics: parts.flatMap((part) => part.diagnostics) };
}
