/** migration.json: its grammar, its checksum, its rendering. Knows nothing of folders. */
import { z } from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { sha256 } from "../../model/hash.ts";
import { canonicalJson, type JsonValue } from "../../model/json.ts";
import { LOCK_MODES, MIGRATION_FORMAT, REVERSIBILITY_CLASSES, STEP_MODES, type MigrationManifest } from "../../model/migration.ts";

const fingerprints = z.strictObject({ schema: z.string().min(1), domains: z.string().min(1) });
const hash = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hex digits");
const hazard = z.strictObject({
  code: z.string().min(1),
  subject: z.string().exactOptional(),
  key: z.string().exactOptional(),
  becomes: z.string().exactOptional(),
  labels: z.array(z.string()).exactOptional(),
  text: z.string(),
  remedy: z.string().exactOptional(),
});
const touch = z.strictObject({ relation: z.string(), lock: z.enum(LOCK_MODES), work: z.array(z.enum(["rewrite", "scan", "index"])) });
const step = z.strictObject({
  n: z.int().positive(),
  sha256: hash,
  mode: z.enum(STEP_MODES),
  lock: z.string().nullable(),
  rewrite: z.boolean(),
  touches: z.array(touch).exactOptional(),
  hazards: z.array(hazard),
  archive: z.string().exactOptional(),
});

const manifest = z.strictObject({
  format: z.literal([1, MIGRATION_FORMAT]),
  name: z.string(),
  from: fingerprints,
  to: fingerprints,
  engine: z.string(),
  searchPath: z.array(z.string().min(1)),
  class: z.enum(REVERSIBILITY_CLASSES),
  renames: z.array(z.strictObject({ from: z.string(), to: z.string() })),
  notRenamed: z.array(z.string()).exactOptional(),
  fills: z.array(z.strictObject({ column: z.string(), expression: z.string() })),
  conversions: z.array(z.strictObject({ column: z.string(), up: z.string().exactOptional(), down: z.string().exactOptional() })).exactOptional(),
  steps: z.strictObject({ up: z.array(step), down: z.array(step) }),
  archives: z.array(
    z.strictObject({
      id: z.string(),
      table: z.string(),
      columns: z.array(z.string()),
      key: z.array(z.string()),
      place: z.tuple([z.string(), z.string()]),
      keepers: z.array(z.string()).exactOptional(),
      required: z.array(z.string()).exactOptional(),
    }),
  ),
  domains: z.array(
    z.strictObject({
      name: z.string().min(1),
      file: z.string().min(1),
      from: z.string().nullable(),
      to: z.string().nullable(),
      before: hash.nullable(),
      after: hash.nullable(),
      patch: z.array(z.json()),
      unpatch: z.array(z.json()),
    }),
  ),
  accepted: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
  proof: z
    .strictObject({
      server: z.string(),
      ordered: z.boolean(),
      rows: z.int().nonnegative(),
      emptyTables: z.array(z.string()),
      observer: z.string().exactOptional(),
      unobserved: z.string().exactOptional(),
    })
    .nullable(),
  previous: hash.nullable(),
  checksum: hash,
});

/**
 * The checksum of a package: sha256 of the canonical JSON of the document without its `checksum`, and
 * of both SQL files with LF line ends, parted by NUL, which none of the three can hold.
 */
export function packageChecksum(document: JsonValue, upSql: string, downSql: string): string {
  return sha256(`${canonicalJson(document, (key) => key !== "checksum")}\0${upSql}\0${downSql}`);
}

/** migration.json as written to disk. */
export function renderManifest(document: MigrationManifest): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Reads migration.json. `document` is the JSON as it stands, for the checksum.
 *
 * @param file how diagnostics name it
 */
export function parseManifest(
  text: string,
  file: string,
): { readonly manifest: MigrationManifest; readonly document: JsonValue } | { readonly diagnostic: Diagnostic } {
  const failure = (code: string, message: string, next: string): { diagnostic: Diagnostic } => ({
    diagnostic: { code, severity: "error", message, position: { file, line: 1, column: 1 }, next },
  });
  let document: JsonValue;
  try {
    document = JSON.parse(text);
  } catch {
    return failure("migration-unreadable", "migration.json is no JSON", "restore it from git, or write it anew: selecto migrate verify");
  }
  const format = document !== null && typeof document === "object" && "format" in document ? document.format : undefined;
  if (typeof format === "number" && format > MIGRATION_FORMAT) {
    return failure(
      "migration-format",
      `migration.json has format ${format}; this selecto reads up to ${MIGRATION_FORMAT}`,
      "update selecto: npm install selecto-cli@latest",
    );
  }
  const parsed = manifest.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    return failure(
      "migration-unreadable",
      `migration.json is not as format ${MIGRATION_FORMAT} wants it: ${place}${issue?.message ?? ""}`,
      "restore it from git, or mend that value",
    );
  }
  return { manifest: parsed.data, document };
}
