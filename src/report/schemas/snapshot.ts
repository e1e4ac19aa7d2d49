/** The answers of `selecto snapshot`. */
import { z } from "zod";
import { answer, diagnostic, origin } from "./parts.ts";

const time = z.string().meta({ description: "ISO 8601, UTC" });

const snapshotShape = {
  id: z.string(),
  label: z.string().optional(),
  createdAt: time,
  commit: z.string().optional(),
  origin: z.string(),
  fingerprint: z.string(),
  counts: z.record(z.string(), z.int()),
};

/** A snapshot as the history keeps it. */
const stored = z
  .looseObject({
    id: z.string(),
    root: z.string().optional(),
    parent: z.string().optional(),
    origin,
    label: z.string().optional(),
    gitCommit: z.string().optional(),
    fingerprint: z.string().optional(),
    databaseVersion: z.string().optional(),
    engine: z.string().optional(),
    createdAt: time,
  })
  .meta({ id: "storedSnapshot" });

export const snapshotListSchema = answer("selecto.snapshot-list", "The snapshots of the history, newest first.", {
  snapshots: z.array(z.looseObject(snapshotShape)),
});

export const snapshotSchema = answer("selecto.snapshot", "One snapshot.", {
  ...snapshotShape,
  root: z.string().optional(),
  parent: z.string().optional(),
  engine: z.string().optional(),
  databaseVersion: z.string().optional(),
  kinds: z.record(z.string(), z.int()).optional(),
  diagnostics: z.array(diagnostic).optional(),
});

export const takenSchema = answer("selecto.taken", "A snapshot that was taken.", {
  result: z.looseObject({ snapshot: stored, outcome: z.enum(["added", "unchanged", "not-stored"]), objects: z.int() }),
  counts: z.record(z.string(), z.int()),
  diagnostics: z.array(diagnostic),
});

export const fsckSchema = answer("selecto.fsck", "Whether the history is sound.", {
  findings: z.array(diagnostic),
  examined: z.record(z.string(), z.int()),
  unreferenced: z.int(),
});

export const prunedSchema = answer("selecto.pruned", "What was forgotten, or would be.", {
  removed: z.array(stored),
  kept: z.int(),
  objects: z.int(),
  bytes: z.int(),
  cacheRows: z.int(),
  compacted: z.boolean(),
  dryRun: z.boolean(),
});
