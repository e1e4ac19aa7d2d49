/**
 * What may stand in `selecto.config.yaml`, and nothing else: keys, their types, and the words an editor
 * shows for them. It knows neither files nor positions.
 */
import { validRange } from "semver";
import { z } from "zod";

/** The file's names, the first one is the one that gets written. */
export const CONFIG_FILES = ["selecto.config.yaml", "selecto.config.yml"] as const;

const SECRET_TEXT = "holds a password; keep it in an environment variable and write env:NAME";

/** True for a connection string with a password in it: `postgres://u:secret@h/d`, `?password=`, `password=`. */
export function holdsPassword(text: string): boolean {
  return /:\/\/[^/?#\s]*:[^/?#\s]*@/.test(text) || /\b(password|passwd|sslpassword)\s*=/i.test(text);
}

const url = (description: string, words: readonly string[]) =>
  z
    .string()
    .refine((text) => !holdsPassword(text), { error: SECRET_TEXT, abort: true })
    .refine((text) => words.includes(text) || /^env:[A-Za-z_]\w*$/.test(text) || /^postgres(ql)?:\/\//.test(text), {
      error: `must be ${[...words, "env:NAME", "a postgres:// URL without a password"].join(" or ")}`,
    })
    .describe(description);

const path = z.string().min(1, { error: "must not be empty" });
const paths = z.union([path, z.array(path)], { error: "must be a path or a list of paths" });
const version = z.string().regex(/^\d+(\.\d+)*$/, { error: "must be a version of PostgreSQL like 15 or 15.4" });
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "must be a day like 2026-12-31" });

const database = z
  .strictObject({
    url: url(
      "The database to migrate and to read: `embedded` (kept in .selecto/, no server needed), `env:NAME` (the URL is in that environment variable), or a URL without a password.",
      ["embedded"],
    ).optional(),
    version: version
      // The loader takes a number as it was written, so editors may too.
      .meta({
        type: ["string", "number"],
        description: "Version of PostgreSQL that production runs, like `15` or `15.4`. Verdicts name it, because newer versions accept more.",
      })
      .optional(),
    searchPath: z
      .union([path, z.array(path)], { error: "must be a namespace or a list of namespaces" })
      .describe("Namespaces to look unqualified names up in, in order. Default: public.")
      .optional(),
  })
  .describe("The target database.");

const shadow = z
  .strictObject({
    engine: z
      .enum(["embedded", "server"], { error: "must be embedded or server" })
      .describe("What runs the throwaway database: the built-in PostgreSQL, or the server of `shadow.url`. Default: the server where there is a URL.")
      .optional(),
    major: z.int({ error: "must be a whole number" }).min(10).describe("Major version wanted of the shadow.").optional(),
    url: url("Server for the shadow: `env:NAME`, or a URL without a password. Databases are created and dropped there.", []).optional(),
    timeout: z
      .int({ error: "must be a whole number of seconds" })
      .min(1)
      .describe("Seconds after which a batch of questions is given up. Default: 30.")
      .optional(),
    extensions: z
      .array(path, { error: "must be a list of extension names" })
      .describe("Extensions to load into the shadow besides those the schema asks for.")
      .optional(),
  })
  .describe("The throwaway database in which selecto tries things.");

const queries = z
  .union(
    [
      paths,
      z.strictObject({
        paths: paths.describe("Files, folders or globs of .sql files.").optional(),
        ignore: paths.describe("Files, folders or globs to leave out.").optional(),
        dialect: z
          .enum(["postgresql", "sqlc", "pgtyped"], { error: "must be postgresql, sqlc or pgtyped" })
          .describe("How the files name parameters: `$1`, sqlc's `@name`, or pgtyped's `:name`. Default: decided per file.")
          .optional(),
      }),
    ],
    { error: "must be a path, a list of paths, or a mapping with paths, ignore, dialect" },
  )
  .describe("The queries to watch.");

const ecto = z
  .union([z.boolean(), paths], { error: "must be true, false, a path or a list of paths" })
  .describe("Ecto schemas to examine: files, folders or globs of .ex files, or `false` for none. Default: those below lib/ of a project with mix.exs.");

const savedViews = z
  .strictObject({
    paths: paths.describe("JSON files of saved views, view configurations, filter sets, bookmarks: exports of their tables.").optional(),
    contexts: z
      .record(z.string(), path)
      .describe('The domain behind each page, by the page\'s path: {"/pagila": Actor}. Only the application knows it.')
      .optional(),
    components: z
      .string()
      .regex(/^\d+\.\d+(\.\d+)?$/, { error: "must be a version like 0.4.12" })
      .describe("Version of selecto_components in production. Before 0.4.13 a condition on a missing field is left out silently; newer ones refuse the view.")
      .optional(),
  })
  .describe("Saved views of Selecto's components.");

const check = z
  .strictObject({
    failOn: z
      .array(z.enum(["broken", "changed", "at-risk", "slower", "unknown"], { error: "must be broken, changed, at-risk, slower or unknown" }), {
        error: "must be a list of verdicts",
      })
      .describe("Verdicts that make `check` fail. Broken always does.")
      .optional(),
    accept: z
      .array(
        z.strictObject({
          id: path.describe("Id of the finding, as a report prints it."),
          reason: path.describe("Why it is accepted; shown in every report."),
          until: day.describe("Last day on which it is accepted, like 2026-12-31.").optional(),
        }),
        { error: "must be a list of {id, reason, until}" },
      )
      .describe("Findings that are known and accepted, each with a reason.")
      .optional(),
  })
  .describe("The pre-merge gate.");

export const configSchema = z
  .strictObject({
    $schema: z.string().describe("Where the JSON schema of this file is; for editors.").optional(),
    requires: z
      .string()
      .refine((range) => validRange(range) !== null, { error: "must be a range of versions like >=0.1" })
      .describe("Versions of selecto that may use this workspace, like `>=0.1`.")
      .optional(),
    database: database.optional(),
    shadow: shadow.optional(),
    schema: paths.describe("The desired schema: an SQL file, a folder (also of another tool's migrations), or globs.").optional(),
    domains: paths.describe("Domain files: folders, files or globs. Default: domains.").optional(),
    ecto: ecto.optional(),
    queries: queries.optional(),
    savedViews: savedViews.optional(),
    migrations: path.describe("Folder of selecto's migration packages. Default: migrations.").optional(),
    history: path.describe("The history file. Default: snapshots/history.db.").optional(),
    check: check.optional(),
    online: z
      .strictObject({
        bigTable: z
          .int({ error: "must be a whole number of megabytes" })
          .min(0)
          .describe("Megabytes from which on `migrate up` asks for consent to a step that keeps others waiting on a table. Default: 256.")
          .optional(),
      })
      .describe("Migrations on tables that are in use.")
      .optional(),
  })
  .meta({ title: "selecto.config.yaml", description: "Configuration of a selecto workspace. Data only; nothing in it is executed." });

/** The configuration as written, checked. Defaults are not filled in. */
export type Config = Readonly<z.infer<typeof configSchema>>;
