/**
 * selecto's own packages: `<stamp>_<name>/` with `up.sql`, `down.sql` and `migration.json`. Order: the folder's
 * name. The JSON is read by the migration room, not here.
 */
import { compareText } from "./order.ts";
import { inFolder, nameOfPath, type FoundHistory, type HistoryReader } from "./history.ts";
import { groupPackages, readPackages } from "./package-folders.ts";

const STAMPED = /^\d{14}_.+/;

export const selectoPackages: HistoryReader = {
  tool: "selecto",
  recognise: async (files) =>
    [...groupPackages(files, "up.sql", (name, names) => STAMPED.test(name) && names.includes("migration.json"))].map(([folder, packages]): FoundHistory => ({
      tool: "selecto",
      folder,
      files: packages.flatMap((path) => (files.folders.get(path) ?? []).map((name) => inFolder(path, name))),
    })),
  read: (found, files) => {
    const packages = [...new Set(found.files.filter((file) => file.endsWith("/up.sql")).map((file) => file.slice(0, -"/up.sql".length)))];
    const ordered = packages.toSorted((left, right) => compareText(nameOfPath(left), nameOfPath(right)));
    return readPackages(ordered, "up.sql", "down.sql", files, async () => true);
  },
};
