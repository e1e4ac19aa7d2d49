// The files of the empty embedded database as one image, and back. Plain JavaScript, because the worker thread
// needs it. A tar would do, but reading one took longer than starting the server: here equal files are stored once
// (the three databases of a fresh cluster are nearly alike), zeros at the end are not stored (write-ahead log), and
// a file of a database in memory is put in its place without being looked up.
import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { MemoryFS, PGlite } from "@electric-sql/pglite";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Bits that say what a node of the file system in memory is. */
const IS_FILE = 0o100_000;
const IS_FOLDER = 0o40_000;
/** By this file a folder is known as a database. */
const MARK = "PG_VERSION";
const LOGS = "pg_wal/";

/**
 * The files of a server that has ended, with one file of the write-ahead log. Names of folders end with a slash and
 * stand before what is in them.
 */
export function makeImage(folder, log) {
  const entries = [];
  const parts = [];
  const known = new Map();
  let end = 0;
  const store = (bytes) => {
    const key = createHash("sha256").update(bytes).digest("hex");
    const before = known.get(key);
    if (before !== undefined) return before;
    const at = end;
    known.set(key, at);
    parts.push(bytes);
    end += bytes.length;
    return at;
  };
  const walk = (inside) => {
    for (const one of readdirSync(join(folder, inside), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = inside + one.name;
      if (one.isDirectory()) {
        entries.push({ name: `${name}/` });
        walk(`${name}/`);
      } else if (inside !== LOGS || one.name === log) {
        const bytes = readFileSync(join(folder, name));
        const stored = bytes.subarray(0, lengthWithoutZeros(bytes));
        entries.push({ name, size: bytes.length, length: stored.length, at: store(stored) });
      }
    }
  };
  walk("");
  const header = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, ...parts]);
}

/** A file system in memory that holds the files of an image from the start. */
export class Filled extends MemoryFS {
  #image;
  constructor(image) {
    super();
    this.#image = image;
  }
  async initialSyncFs() {
    const { FS } = this.pg.Module;
    FS.mkdirTree(PGlite.paths.PGDATA, FOLDER_MODE);
    intoMemory(FS, PGlite.paths.PGDATA, this.#image);
  }
}

/** Puts the files below a folder that is there. */
function intoMemory(FS, root, image) {
  const folders = new Map([["", FS.lookupPath(root).node]]);
  for (const { name, size, bytes } of filesOf(image)) {
    const cut = name.lastIndexOf("/", name.length - 2) + 1;
    const parent = folders.get(name.slice(0, cut));
    if (size === undefined) folders.set(name, parent.node_ops.mknod(parent, name.slice(cut, -1), IS_FOLDER | FOLDER_MODE, 0));
    else {
      const node = parent.node_ops.mknod(parent, name.slice(cut), IS_FILE | FILE_MODE, 0);
      node.usedBytes = size;
      fillWhenRead(node, size, bytes);
    }
  }
}

/** Most files of a cluster are never looked at: two of its three databases, for example. */
function fillWhenRead(node, size, bytes) {
  const become = (value) => void Object.defineProperty(node, "contents", { value, writable: true, enumerable: true, configurable: true });
  Object.defineProperty(node, "contents", {
    get() {
      const contents = new Uint8Array(size);
      contents.set(bytes);
      become(contents);
      return contents;
    },
    set: become,
    enumerable: true,
    configurable: true,
  });
}

/** Writes the files into a folder of the disk. What is killed halfway is no database yet: its mark is written last. */
export function ontoDisk(folder, image) {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const files = filesOf(image);
  for (const { name, size, bytes } of [...files.filter((file) => file.name !== MARK), ...files.filter((file) => file.name === MARK)]) {
    if (size === undefined) {
      mkdirSync(join(folder, name), { recursive: true, mode: FOLDER_MODE });
      continue;
    }
    const file = openSync(join(folder, name), "w", FILE_MODE);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(file, bytes, written);
      ftruncateSync(file, size);
    } finally {
      closeSync(file);
    }
  }
}

/** A folder has no size; `bytes` are those of a file up to the zeros at its end. */
function filesOf(image) {
  const start = 4 + image.readUInt32LE(0);
  return JSON.parse(image.toString("utf8", 4, start)).map(({ name, size, length, at }) => ({
    name,
    size,
    bytes: image.subarray(start + at, start + at + length),
  }));
}

function lengthWithoutZeros(bytes) {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end;
}
