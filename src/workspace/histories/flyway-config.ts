/** `flyway.conf` and `flyway.toml`: where the migrations are and what the placeholders stand for. Nothing about connections is read. */
import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { folderOf, inFolder, nameOfPath, type HistoryFiles } from "./history.ts";

export interface FlywaySettings {
  readonly file?: string;
  /** folders relative to the workspace; empty: the default */
  readonly locations: readonly string[];
  readonly suffixes: readonly string[];
  readonly placeholders: ReadonlyMap<string, string>;
  readonly replaces: boolean;
}

export const FLYWAY_DEFAULTS: FlywaySettings = { locations: [], suffixes: [".sql"], placeholders: new Map(), replaces: true };

const placeholderValue = z.union([z.string(), z.number(), z.boolean()]);
const tomlSchema = z.object({
  flyway: z
    .object({
      locations: z.array(z.string()).optional(),
      sqlMigrationSuffixes: z.array(z.string()).optional(),
      placeholderReplacement: z.boolean().optional(),
      placeholders: z.record(z.string(), placeholderValue).optional(),
    })
    .optional(),
});

/** All settings of a workspace; a file that cannot be parsed gives none. */
export async function readFlywaySettings(files: HistoryFiles): Promise<readonly FlywaySettings[]> {
  const paths = files.paths.filter((path) => /^flyway(\.user)?\.(conf|toml)$/.test(nameOfPath(path)));
  const settings = await Promise.all(
    paths.map(async (path) => {
      const read = await files.text(path);
      if (!read.ok) return undefined;
      return path.endsWith(".toml") ? fromToml(path, read.text) : fromConf(path, read.text);
    }),
  );
  return settings.filter((one) => one !== undefined);
}

function fromToml(file: string, text: string): FlywaySettings | undefined {
  try {
    const flyway = tomlSchema.safeParse(parseToml(text)).data?.flyway;
    if (flyway === undefined) return undefined;
    const placeholders = new Map(Object.entries(flyway.placeholders ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
    return {
      file,
      locations: foldersOf(file, flyway.locations ?? []),
      suffixes: flyway.sqlMigrationSuffixes ?? FLYWAY_DEFAULTS.suffixes,
      placeholders,
      replaces: flyway.placeholderReplacement ?? true,
    };
  } catch {
    return undefined;
  }
}

/** Java properties: `flyway.key=value`, comments with `#`. */
function fromConf(file: string, text: string): FlywaySettings {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^\s*flyway\.([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (match !== null) values.set(match[1] ?? "", match[2] ?? "");
  }
  const list = (key: string): readonly string[] =>
    (values.get(key) ?? "")
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  const placeholders = new Map(
    [...values].filter(([key]) => key.startsWith("placeholders.")).map(([key, value]) => [key.slice("placeholders.".length).toLowerCase(), value]),
  );
  const suffixes = list("sqlMigrationSuffixes");
  return {
    file,
    locations: foldersOf(file, list("locations")),
    suffixes: suffixes.length > 0 ? suffixes : FLYWAY_DEFAULTS.suffixes,
    placeholders,
    replaces: values.get("placeholderReplacement") !== "false",
  };
}

/** `filesystem:sql` and plain paths count from the file's folder and, for a file in `conf/`, from the folder around it. */
function foldersOf(file: string, locations: readonly string[]): readonly string[] {
  return locations.flatMap((location) => {
    const [, scheme = "", rest = ""] = /^(?:(\w+):)?(.*)$/.exec(location) ?? [];
    const path = rest
      .replace(/^\.?\//, "")
      .replace(/\/+$/, "")
      .replace(/\/[*{].*$/, "");
    if (scheme === "classpath") return [`src/main/resources/${path}`];
    if (scheme !== "" && scheme !== "filesystem") return [];
    return [inFolder(folderOf(file), path), inFolder(folderOf(folderOf(file)), path)];
  });
}
