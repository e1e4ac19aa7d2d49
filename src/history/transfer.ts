/**
 * A snapshot as one JSON document, for keeping in git or carrying to another machine: format
 * `selecto.snapshot`, version 1. The document names its own hashes and is believed only if they fit.
 */
import { z } from "zod";
import { SelectoError } from "../model/error.ts";
import { canonicalJson, type JsonObject, type JsonValue } from "../model/json.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { plainJson } from "./members.ts";
import { identifySnapshot, originShape, type StoredSnapshot } from "./snapshot-rows.ts";
import { stateShape } from "./state-shape.ts";
import { arrangeState, type EncodedState, type StateEncoder } from "./state.ts";

const FORMAT = "selecto.snapshot";
const VERSION = 1;

/** Members in order of their names at every level, so that equal snapshots are equal texts with any indentation. */
export function writeSnapshot(stored: StoredSnapshot, { origin: _origin, ...content }: Snapshot): JsonObject {
  const state = plainJson(arrangeState(content));
  const document: JsonObject = JSON.parse(canonicalJson({ format: FORMAT, version: VERSION, ...stored, origin: plainJson(stored.origin), state }));
  return document;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const documentShape = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  id: hash,
  root: hash,
  parent: hash.exactOptional(),
  origin: originShape,
  label: z.string().exactOptional(),
  gitCommit: z.string().exactOptional(),
  fingerprint: z.string(),
  databaseVersion: z.string().exactOptional(),
  engine: z.string().exactOptional(),
  createdAt: z.string(),
  state: stateShape,
});

const tagShape = z.looseObject({ format: z.literal(FORMAT), version: z.number() });

/** @throws SelectoError when the document is not a snapshot, is of a newer version, or was altered */
export function readSnapshot(document: JsonValue, encode: StateEncoder): { stored: StoredSnapshot; state: EncodedState } {
  const tag = tagShape.safeParse(document);
  if (!tag.success) throw refuse("snapshot-unreadable", `it does not carry the format ${FORMAT}`, "choose a file written by selecto snapshot export");
  if (tag.data.version > VERSION)
    throw refuse("snapshot-newer", `its format version is ${tag.data.version}, this selecto knows ${VERSION}`, "upgrade selecto-cli");
  const parsed = documentShape.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse("snapshot-unreadable", `${issue?.path.join(".") || "the document"}: ${issue?.message ?? "not as expected"}`, "export it again");
  }
  const { format: _format, version: _version, state: content, ...stored } = parsed.data;
  const state = encodeUntrusted(content, encode);
  if (state.root !== stored.root || identifySnapshot(stored) !== stored.id || content.schema.fingerprint !== stored.fingerprint) {
    throw refuse("snapshot-altered", "its content does not fit its hashes", "export it again, or take it from git as it was committed");
  }
  return { stored, state };
}

function encodeUntrusted(content: z.infer<typeof stateShape>, encode: StateEncoder): EncodedState {
  try {
    return encode(content);
  } catch (error) {
    throw refuse("snapshot-unreadable", error instanceof Error ? error.message : "not as expected", "export it again");
  }
}

function refuse(code: string, why: string, next: string): SelectoError {
  return new SelectoError({ code, what: "the exported snapshot cannot be imported", why, next });
}
