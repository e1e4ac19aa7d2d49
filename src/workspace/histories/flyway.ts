/**
 * flyway: `V1.1__name.sql` by version, its parts compared as numbers (V2 before V10, V1_1 is V1.1); after them
 * `R__name.sql` by name; `U1.1__name.sql` undoes V1.1; a baseline `B3__name.sql` replaces everything up to 3.
 * `${placeholder}` is replaced where flyway.conf or flyway.toml gives a value.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { FLYWAY_DEFAULTS, readFlywaySettings, type FlywaySettings } from "./flyway-config.ts";
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
import { compareDotted, compareText } from "./order.ts";
import { placeholderProblems, replacePlaceholders } from "./placeholders.ts";

interface FlywayName {
  readonly kind: "V" | "U" | "B" | "R";
  /** dotted numbers; empty for R */
  readonly version: string;
  readonly description: string;
}

/** Reads a name without its suffix; undefined when flyway would not take it. */
function parseName(stem: string): FlywayName | undefined {
  const repeatable = /^R__(.+)$/.exec(stem);
  if (repeatable !== null) return { kind: "R", version: "", description: repeatable[1] ?? "" };
  const match = /^([VUB])(\d+(?:[._]\d+)*)(?:__(.*))?$/.exec(stem);
  if (match === null) return undefined;
  const kind = match[1] === "U" ? "U" : match[1] === "B" ? "B" : "V";
  return { kind, version: (match[2] ?? "").replaceAll("_", "."), description: match[3] ?? "" };
}

export const flyway: HistoryReader = {
  tool: "flyway",
  recognise: async (files) => {
    const settings = await readFlywaySettings(files);
    const suffixes = new Set([...FLYWAY_DEFAULTS.suffixes, ...settings.flatMap((one) => one.suffixes)]);
    const groups = new Map<string, { files: string[]; code: string[] }>();
    for (const path of files.paths) {
      const name = nameOfPath(path);
      const isCode = /^[VR]\w*__\w+\.(java|kt|groovy)$/.test(name);
      const suffix = [...suffixes].find((ending) => name.endsWith(ending));
      if (!isCode && (suffix === undefined || !name.includes("__") || parseName(name.slice(0, -suffix.length)) === undefined)) continue;
      const root = locationOf(path, settings);
      const group = groups.get(root) ?? { files: [], code: [] };
      groups.set(root, group);
      (isCode ? group.code : group.files).push(path);
    }
    return [...groups].flatMap(([folder, group]): readonly FoundHistory[] => {
      if (group.files.length === 0) return [];
      const configuration = settingsFor(folder, settings).file;
      return [
        {
          tool: "flyway",
          folder,
          files: group.files,
          ...(configuration === undefined ? {} : { configuration }),
          ...(group.code.length > 0 ? { code: group.code } : {}),
        },
      ];
    });
  },
  read: async (found, files) => readFlyway(found, files, settingsFor(found.folder, await readFlywaySettings(files))),
};

/** flyway searches a location with all its folders: a configured one, `db/migration` of Java, or the file's own folder. */
function locationOf(path: string, settings: readonly FlywaySettings[]): string {
  const configured = settings.flatMap((one) => one.locations).find((location) => isBelow(path, location));
  return configured ?? /^(?:.*\/)?db\/migrations?(?=\/)/.exec(path)?.[0] ?? folderOf(path);
}

function settingsFor(folder: string, settings: readonly FlywaySettings[]): FlywaySettings {
  const named = settings.find((one) => one.locations.some((location) => isBelow(`${folder}/`, location)));
  return named ?? settings.find((one) => isBelow(`${folder}/`, folderOf(one.file ?? "").replace(/(^|\/)conf$/, ""))) ?? FLYWAY_DEFAULTS;
}

async function readFlyway(found: FoundHistory, files: HistoryFiles, settings: FlywaySettings): Promise<HistoryRead> {
  const diagnostics: Diagnostic[] = [];
  const named = found.files.flatMap((file) => {
    const name = nameOfPath(file);
    const suffix = settings.suffixes.find((ending) => name.endsWith(ending)) ?? /\.\w+$/.exec(name)?.[0] ?? "";
    const parsed = parseName(name.slice(0, name.length - suffix.length));
    return parsed === undefined ? [] : [{ ...parsed, file, stem: name.slice(0, name.length - suffix.length) }];
  });
  const of = (kind: FlywayName["kind"]) =>
    named.filter((one) => one.kind === kind).toSorted((left, right) => compareDotted(left.version, right.version) || compareText(left.file, right.file));
  const baseline = of("B").at(-1);
  const versioned = of("V").filter((one) => baseline === undefined || compareDotted(one.version, baseline.version) > 0);
  const repeatable = named.filter((one) => one.kind === "R").toSorted((left, right) => compareText(left.description, right.description));
  const undo = of("U");

  for (const [index, one] of versioned.entries()) {
    const before = versioned[index - 1];
    if (before !== undefined && compareDotted(before.version, one.version) === 0)
      diagnostics.push(
        historyProblem(
          one.file,
          "migration-number-twice",
          `flyway knows the version ${one.version} already from ${before.file}`,
          "give one of the two another version",
        ),
      );
  }
  const scripts = await Promise.all(
    [...(baseline === undefined ? [] : [baseline]), ...versioned, ...repeatable].map(async (one): Promise<MigrationScript | undefined> => {
      const downFile = one.kind === "V" ? undo.find((other) => compareDotted(other.version, one.version) === 0)?.file : undefined;
      const [up, down, transactional] = await Promise.all([
        files.text(one.file),
        downFile === undefined ? undefined : files.text(downFile),
        inTransaction(one.file, files),
      ]);
      for (const read of [up, down]) if (read !== undefined && !read.ok) diagnostics.push(read.problem);
      if (!up.ok) return undefined;
      const replaced = settings.replaces ? replace(up.text, settings) : { text: up.text, edits: [], unknown: [] };
      const next = settings.file === undefined ? `give it a value in flyway.conf: flyway.placeholders.NAME=...` : `give it a value in ${settings.file}`;
      diagnostics.push(...placeholderProblems(one.file, replaced, (name) => `\${${name}}`, next));
      const downText = down?.ok === true ? (settings.replaces ? replace(down.text, settings).text : down.text) : undefined;
      return {
        name: one.stem,
        file: one.file,
        up: replaced.text,
        transactional,
        ...(replaced.edits.length > 0 ? { edits: replaced.edits } : {}),
        ...(downText === undefined || downFile === undefined ? {} : { down: downText, downFile }),
      };
    }),
  );
  return { scripts: scripts.filter((script) => script !== undefined), diagnostics };
}

function replace(text: string, settings: FlywaySettings): ReturnType<typeof replacePlaceholders> {
  // Names are compared without case, as flyway does.
  return replacePlaceholders(text, /\$\{([\w.:-]+)\}/g, (name) => settings.placeholders.get(name.toLowerCase()));
}

/** `V1__x.sql.conf` beside a script may take it out of the transaction. */
async function inTransaction(file: string, files: HistoryFiles): Promise<boolean> {
  const path = inFolder(folderOf(file), `${nameOfPath(file)}.conf`);
  if (!files.paths.includes(path)) return true;
  const read = await files.text(path);
  return !(read.ok && /^\s*executeInTransaction\s*=\s*false\b/m.test(read.text));
}
