/** What of a workspace is what: where its schema, queries, domains and migrations come from. Plain values. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { JsonValue } from "../model/json.ts";
import type { QueryDialect } from "../model/subject.ts";
import type { FoundHistory } from "./histories/history.ts";

/** SQL files that say what the schema is, or the migrations that lead to it. */
export type SchemaPart = { readonly kind: "files"; readonly files: readonly string[] } | { readonly kind: "history"; readonly history: FoundHistory };

export interface SchemaSource {
  /** `schema.sql`, `db/migrations` */
  readonly label: string;
  readonly parts: readonly SchemaPart[];
  /** how a configuration would name it, where the label does not say it */
  readonly patterns?: readonly string[];
}

export interface QueryFolder {
  readonly label: string;
  readonly files: readonly string[];
  /** absent: decided per file, by evidence */
  readonly dialect?: QueryDialect;
}

/** Rows of one table of a live database. */
export interface LiveSavedViews {
  /** `public.saved_views` */
  readonly table: string;
  readonly rows: readonly JsonValue[];
}

export interface SavedViewLayout {
  readonly files: readonly string[];
  /** domain by page */
  readonly contexts: Readonly<Record<string, string>>;
  readonly components?: string;
  /** of a database, where one was named */
  readonly live?: readonly LiveSavedViews[];
}

export interface WorkspaceLayout {
  /** who said so: `selecto.config.yaml`, `sqlc.yaml`, `what is here` */
  readonly origin: string;
  /** true when selecto's own configuration was read */
  readonly configured: boolean;
  readonly schema?: SchemaSource;
  readonly queries: readonly QueryFolder[];
  /** domain files */
  readonly domains: readonly string[];
  /** files of Ecto schemas and what they are built from */
  readonly ecto: readonly string[];
  /** files of domain queries: `*.query.yaml` */
  readonly domainQueries: readonly string[];
  /** JSON files of saved views, and what the configuration says about them */
  readonly savedViews: SavedViewLayout;
  /** selecto's own migration packages, where there are any */
  readonly packages?: FoundHistory;
  /** other schema sources that were seen and not taken, in words */
  readonly also: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One line that says what is used: `using sqlc.yaml: schema db/migrations (golang-migrate, 214 files),
 * queries db/query (412 statements); keep it: selecto init`.
 *
 * @param statements number of query statements, where they were counted; else files are told
 */
export function describeLayout(layout: WorkspaceLayout, statements?: number): string {
  const parts: string[] = [];
  if (layout.schema === undefined) parts.push("no schema");
  else parts.push(`schema ${layout.schema.label} (${describeParts(layout.schema.parts)})`);
  const files = layout.queries.reduce((sum, folder) => sum + folder.files.length, 0);
  const count = statements === undefined ? plural(files, "file") : plural(statements, "statement");
  if (files === 0) parts.push("no queries");
  else parts.push(`queries ${shorten(layout.queries.map((folder) => folder.label))} (${count})`);
  if (layout.domainQueries.length > 0) parts.push(`domain queries ${plural(layout.domainQueries.length, "file")}`);
  if (layout.domains.length > 0) parts.push(`domains ${plural(layout.domains.length, "file")}`);
  if (layout.ecto.length > 0) parts.push(`Ecto schemas ${plural(layout.ecto.length, "file")}`);
  const [one, two, ...more] = [...new Set(layout.also)];
  const seen = [one, two].filter((item) => item !== undefined).join(", ") + (more.length > 0 ? ` and ${more.length} more` : "");
  const also = seen === "" ? "" : `; also seen: ${seen}`;
  return `using ${layout.origin}: ${parts.join(", ")}${also}${layout.configured ? "" : "; keep it: selecto init"}`;
}

function describeParts(parts: readonly SchemaPart[]): string {
  const histories = parts.flatMap((part) =>
    part.kind === "history" && part.history.files.length > 0 ? [`${part.history.tool}, ${plural(part.history.files.length, "file")}`] : [],
  );
  const files = parts.reduce((sum, part) => sum + (part.kind === "files" ? part.files.length : 0), 0);
  return [...histories, ...(files > 0 ? [plural(files, "file")] : [])].join("; ");
}

/** `1 file`, `2 files`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Up to three names; of more the folder they share, or the first two. */
export function shorten(items: readonly string[]): string {
  const unique = [...new Set(items)];
  if (unique.length <= 3) return unique.join(", ");
  const folders = unique.map((item) => item.split("/").slice(0, -1));
  const [first = []] = folders;
  const shared = first.filter((segment, index) =>
    folders.every((folder) => folder.slice(0, index + 1).join("/") === first.slice(0, index + 1).join("/") && folder[index] === segment),
  );
  return shared.length > 0 ? shared.join("/") : `${unique.slice(0, 2).join(", ")} and ${unique.length - 2} more`;
}
