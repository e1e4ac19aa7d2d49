/** Reads many objects of a repository through one `git cat-file --batch` process. */
import { spawn } from "node:child_process";
import { gitEnvironment } from "../config/environment.ts";

export type BlobRead =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "missing" }
  | { readonly kind: "too-large"; readonly size: number };

const NEWLINE = 0x0a;

/**
 * The contents of blobs, by object id, in the order asked. Ids must be full hexadecimal object ids.
 *
 * @param limit blobs of more bytes than this are not kept in memory
 * @throws Error when git stops before it answered all; the caller turns that into findings
 */
export function readBlobs(folder: string, ids: readonly string[], limit: number): Promise<readonly BlobRead[]> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["cat-file", "--batch"], { cwd: folder, env: gitEnvironment(false), stdio: ["pipe", "pipe", "ignore"] });
    const reads: BlobRead[] = [];
    const parse = batchParser(limit, (read) => reads.push(read));
    child.stdout.on("data", parse);
    child.on("error", reject);
    child.on("close", () => {
      if (reads.length === ids.length) resolve(reads);
      else reject(new Error(`git cat-file answered ${reads.length} of ${ids.length} objects`));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(ids.map((id) => `${id}\n`).join(""));
  });
}

/** Takes the output in any chunks: `<id> <type> <size>\n<bytes>\n` or `<id> missing\n`, repeated. */
function batchParser(limit: number, emit: (read: BlobRead) => void): (chunk: Buffer) => void {
  let header: Buffer[] = [];
  let body: { size: number; left: number; kept: Buffer[] } | undefined;
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (body === undefined) {
        const end = chunk.indexOf(NEWLINE, at);
        header.push(chunk.subarray(at, end === -1 ? chunk.length : end));
        if (end === -1) return;
        at = end + 1;
        const words = Buffer.concat(header).toString("utf8").split(" ");
        header = [];
        const size = Number(words[2]);
        if (words.length < 3 || !Number.isInteger(size)) emit({ kind: "missing" });
        else body = { size, left: size + 1, kept: [] };
        continue;
      }
      const part = chunk.subarray(at, at + body.left);
      at += part.length;
      body.left -= part.length;
      if (body.size <= limit) body.kept.push(part);
      if (body.left > 0) continue;
      emit(body.size > limit ? { kind: "too-large", size: body.size } : { kind: "bytes", bytes: Buffer.concat(body.kept).subarray(0, body.size) });
      body = undefined;
    }
  };
}
