/**
 * Content-addressed objects in SQLite: buckets, roots and documents in `object`, inner nodes in
 * `node`. Whatever is there is complete: children are written before what points at them, and
 * removed after. Every read checks the row's checksum.
 */
import type { Database as Sqlite } from "better-sqlite3";
import { sha256 } from "../model/hash.ts";
import { packBody, unpackBody } from "./body.ts";
import { checksumOf, type SqlValue } from "./checksum.ts";
import { corruptHistory } from "./failure.ts";
import { bucketText, readBranch, type Child, type Hash, type Tree, type TreeRef } from "./tree.ts";

export type ObjectKind = "bucket" | "root" | "document";

export interface ObjectStore {
  /** Writes what is not there yet of a tree; the number of objects and nodes added. */
  readonly putTree: (tree: Tree) => number;
  /** Writes a root or a document under its hash; the number of objects added. */
  readonly putText: (kind: "root" | "document", hash: Hash, text: string) => number;
  readonly has: (hash: Hash) => boolean;
  /** @throws SelectoError when there is no such object */
  readonly demand: (kind: ObjectKind, hash: Hash) => void;
  /** The text of an object; undefined when there is none. @throws SelectoError when it is damaged */
  readonly findText: (kind: ObjectKind, hash: Hash) => string | undefined;
  /** @throws SelectoError when it is missing or damaged */
  readonly readText: (kind: ObjectKind, hash: Hash) => string;
  /** @throws SelectoError when it is missing or damaged */
  readonly readChildren: (hash: Hash) => Child[];
}

interface ObjectRow {
  readonly hash: Buffer;
  readonly kind: string;
  readonly body: Buffer;
  readonly crc: number;
}

/** The hash of a document from its text. */
export function hashDocument(text: string): Hash {
  return sha256(`document\n${text}`);
}

export function blob(hash: Hash): Buffer {
  return Buffer.from(hash, "hex");
}

export function createObjectStore(db: Sqlite, path: string): ObjectStore {
  const hasObject = db.prepare<[Buffer]>("select 1 from object where hash = ?");
  const hasNode = db.prepare<[Buffer]>("select 1 from node where hash = ?");
  const getObject = db.prepare<[Buffer], ObjectRow>("select hash, kind, body, crc from object where hash = ?");
  const getNode = db.prepare<[Buffer], ObjectRow>("select hash, body, crc from node where hash = ?");
  const addObject = db.prepare<[Buffer, string, Buffer, number]>(
    "insert into object (hash, kind, body, crc) values (?, ?, ?, ?) on conflict (hash) do nothing",
  );
  const addNode = db.prepare<[Buffer, Buffer, number]>("insert into node (hash, body, crc) values (?, ?, ?) on conflict (hash) do nothing");

  const putObject = (kind: ObjectKind, hash: Hash, text: string): number => {
    const key = blob(hash);
    const body = packBody(text);
    return addObject.run(key, kind, body, checksumOf("object", [key, kind, body])).changes;
  };
  const isThere = ({ kind, hash }: TreeRef): boolean => (kind === "node" ? hasNode : hasObject).get(blob(hash)) !== undefined;
  const putTree = (tree: Tree): number => {
    if (isThere(tree)) return 0; // then all below is there too
    if (tree.kind === "bucket") return putObject("bucket", tree.hash, bucketText(tree));
    let added = 0;
    for (const child of tree.children) added += putTree(child);
    const key = blob(tree.hash);
    return added + addNode.run(key, tree.body, checksumOf("node", [key, tree.body])).changes;
  };
  const damaged = (what: string, hash: Hash, cause?: unknown): Error => corruptHistory(path, `${what} ${hash.slice(0, 12)}`, cause);
  const verify = (table: "object" | "node", hash: Hash, values: readonly SqlValue[], crc: number): void => {
    if (checksumOf(table, values) !== crc) throw damaged(`the checksum does not fit the ${table}`, hash);
  };
  const findText = (kind: ObjectKind, hash: Hash): string | undefined => {
    const row = getObject.get(blob(hash));
    if (row === undefined) return undefined;
    verify("object", hash, [row.hash, row.kind, row.body], row.crc);
    if (row.kind !== kind) return undefined;
    try {
      return unpackBody(row.body);
    } catch (error) {
      throw damaged("cannot unpack the object", hash, error);
    }
  };

  return {
    putTree,
    putText: (kind, hash, text) => (hasObject.get(blob(hash)) === undefined ? putObject(kind, hash, text) : 0),
    has: (hash) => hasObject.get(blob(hash)) !== undefined,
    demand(kind, hash) {
      if (hasObject.get(blob(hash)) === undefined) throw damaged(`there is no ${kind}`, hash);
    },
    findText,
    readText(kind, hash) {
      const text = findText(kind, hash);
      if (text === undefined) throw damaged(`there is no ${kind}`, hash);
      return text;
    },
    readChildren(hash) {
      const row = getNode.get(blob(hash));
      if (row === undefined) throw damaged("there is no node", hash);
      verify("node", hash, [row.hash, row.body], row.crc);
      return readBranch(row.body);
    },
  };
}
