/** Working tree and commit give the same files, whatever they are called; nothing outside is ever read. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { openDiskTree } from "../../src/workspace/disk-tree.ts";
import { decodeText, MAX_FILE_BYTES, readText, type FileTree } from "../../src/workspace/file-tree.ts";
import { readBlobs } from "../../src/workspace/git/read-blobs.ts";
import { findWorkspaceFolder } from "../../src/workspace/find-workspace.ts";
import { openGitTree } from "../../src/workspace/git-tree.ts";
import { commitAll, git, makeFolder, makeRepository, writeFiles } from "./temp-workspace.ts";

const HOSTILE = [
  "a b.sql",
  `it's.sql`,
  `q"uote.sql`,
  "zeile\nneu.sql",
  "-rf.sql",
  "--output=x.sql",
  "ümläut/日本.sql",
  "$(touch owned).sql",
  "*.sql",
  "[a].sql",
  " lead.sql",
  "tab\t.sql",
  "back\\slash.sql",
  "dir with space/x.sql",
];
const hostileFiles = Object.fromEntries(HOSTILE.map((path, index) => [path, `select ${index};`]));

async function contents(tree: FileTree): Promise<Record<string, string>> {
  const paths = await tree.list();
  const texts = await Promise.all(paths.map(async (path) => ((read) => (read.ok ? read.text : read.problem.code))(await readText(tree, path))));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? ""]));
}

describe("a tree", () => {
  it("gives hostile names and their contents alike from a plain folder, a work tree and a commit", async () => {
    const plain = makeFolder(hostileFiles);
    const repository = makeRepository(hostileFiles);
    for (const tree of [await openDiskTree(plain), await openDiskTree(repository), await openGitTree(repository, "HEAD")]) {
      expect(await contents(tree)).toEqual(hostileFiles);
      expect(await tree.list()).toEqual(HOSTILE.toSorted());
      expect(await tree.problems()).toEqual([]);
    }
  });

  it("leaves out other people's folders at any depth", async () => {
    const files = {
      "a.sql": "a",
      "node_modules/x/b.sql": "b",
      "web/node_modules/c.sql": "c",
      ".selecto/d.sql": "d",
      "dist/e.sql": "e",
      "distribution/f.sql": "f",
    };
    for (const folder of [makeFolder(files), makeRepository(files)]) expect(await (await openDiskTree(folder)).list()).toEqual(["a.sql", "distribution/f.sql"]);
    expect(await (await openGitTree(makeRepository(files), "HEAD")).list()).toEqual(["a.sql", "distribution/f.sql"]);
  });

  it("of the working tree has what could be committed: untracked yes, ignored and deleted no", async () => {
    const folder = makeRepository({ "kept.sql": "1", "gone.sql": "2", ".gitignore": "*.log\nsecret/\n" });
    writeFiles(folder, { "new.sql": "3", "x.log": "4", "secret/s.sql": "5" });
    rmSync(join(folder, "gone.sql"));
    expect(await (await openDiskTree(folder)).list()).toEqual([".gitignore", "kept.sql", "new.sql"]);
    expect(await (await openGitTree(folder, "HEAD")).list()).toEqual([".gitignore", "gone.sql", "kept.sql"]);
  });

  it("of a subfolder has paths relative to it, from disk and from a commit", async () => {
    const top = makeRepository({ "service/queries/a.sql": "1", "other/b.sql": "2", "service-2/c.sql": "3" });
    const folder = join(top, "service");
    expect(await contents(await openDiskTree(folder))).toEqual({ "queries/a.sql": "1" });
    expect(await contents(await openGitTree(folder, "HEAD"))).toEqual({ "queries/a.sql": "1" });
  });

  it("of a commit is the commit, not the work tree; a folder that did not exist yet is empty", async () => {
    const folder = makeRepository({ "a.sql": "old" });
    writeFiles(folder, { "a.sql": "new", "later/b.sql": "b" });
    commitAll(folder, "second");
    expect(await contents(await openGitTree(folder, "HEAD~1"))).toEqual({ "a.sql": "old" });
    expect(await contents(await openGitTree(join(folder, "later"), "HEAD~1"))).toEqual({});
  });

  it("reads a workspace that the repository around it ignores", async () => {
    const top = makeRepository({ ".gitignore": "scratch/\n" });
    writeFiles(top, { "scratch/w/a.sql": "1" });
    expect(await (await openDiskTree(join(top, "scratch/w"))).list()).toEqual(["a.sql"]);
  });

  it("tells of a repository inside that it does not read", async () => {
    const top = makeRepository({ "a.sql": "1" });
    mkdirSync(join(top, "inner"));
    git(join(top, "inner"), "init", "--quiet");
    writeFiles(top, { "inner/b.sql": "2" });
    commitAll(join(top, "inner"), "inner");
    const tree = await openDiskTree(top);
    expect(await tree.list()).toEqual(["a.sql"]);
    expect((await tree.problems()).map((one) => [one.code, one.severity])).toEqual([["repository-inside", "info"]]);
  });

  it("follows links inside the workspace and refuses those that leave it, on disk and in a commit", async () => {
    const outside = makeFolder({ "secret.sql": "secret" });
    const top = makeFolder({ "w/real.sql": "inside", "w/folder/x.sql": "x", "beside.sql": "beside" });
    const folder = join(top, "w");
    symlinkSync("real.sql", join(folder, "good.sql"));
    symlinkSync("good.sql", join(folder, "twice.sql"));
    symlinkSync(join(outside, "secret.sql"), join(folder, "absolute.sql"));
    symlinkSync("../beside.sql", join(folder, "parent.sql"));
    symlinkSync("folder", join(folder, "linked"));
    symlinkSync("round.sql", join(folder, "round.sql"));
    git(top, "init", "--quiet");
    commitAll(top, "links");
    const expected = {
      "absolute.sql": "file-outside-workspace",
      "folder/x.sql": "x",
      "good.sql": "inside",
      linked: "file-is-folder",
      "parent.sql": "file-outside-workspace",
      "real.sql": "inside",
      "round.sql": "file-link-loop",
      "twice.sql": "inside",
    };
    expect(await contents(await openDiskTree(folder))).toEqual(expected);
    expect(await contents(await openGitTree(folder, "HEAD"))).toEqual(expected);
  });

  it("reports missing, unreadable and too large files instead of throwing", async () => {
    const folder = makeFolder({ "locked.sql": "x", "large.sql": "" });
    truncateSync(join(folder, "large.sql"), MAX_FILE_BYTES + 1);
    chmodSync(join(folder, "locked.sql"), 0);
    const tree = await openDiskTree(folder);
    const problem = async (path: string): Promise<string> => ((read) => (read.ok ? "read" : read.problem.code))(await tree.read(path));
    expect(await problem("none.sql")).toBe("file-missing");
    expect(await problem("large.sql")).toBe("file-too-large");
    // The superuser may read everything.
    expect(await problem("locked.sql")).toBe(process.getuid?.() === 0 ? "read" : "file-unreadable");
    await expect(openDiskTree(join(folder, "nowhere"))).rejects.toMatchObject({ code: "workspace-missing", exit: 2 });
  });

  it("reports names that are no UTF-8", async () => {
    const folder = makeFolder({ "a.sql": "1" });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff]), Buffer.from(".sql")]), "2");
    for (const prepare of [() => undefined, () => git(folder, "init", "--quiet")]) {
      prepare();
      const tree = await openDiskTree(folder);
      expect(await tree.list()).toEqual(["a.sql"]);
      expect((await tree.problems()).map((one) => one.code)).toEqual(["file-name-not-utf8"]);
    }
    commitAll(folder, "bad name");
    expect((await (await openGitTree(folder, "HEAD")).problems()).map((one) => one.code)).toEqual(["file-name-not-utf8"]);
  });
});

describe("openGitTree", () => {
  it.each(["nowhere", "--output=/tmp/owned", "-p", "HEAD\n", "", "main..main", "HEAD:a.sql"])("refuses %j", async (ref) => {
    await expect(openGitTree(makeRepository({ "a.sql": "1" }), ref)).rejects.toMatchObject({ code: "git-unknown-ref", exit: 2 });
  });

  it("says that there is no repository, with the command that makes one", async () => {
    await expect(openGitTree(makeFolder(), "HEAD")).rejects.toMatchObject({ code: "git-not-a-repository", next: expect.stringContaining("git init") });
  });

  it("does not run a program that the repository's configuration names", async () => {
    const folder = makeRepository({ "a.sql": "1" });
    const trap = join(folder, "owned");
    for (const key of ["core.fsmonitor", "core.hooksPath", "core.pager"]) git(folder, "config", key, `touch ${trap}; false`);
    await (await openDiskTree(folder)).list();
    await contents(await openGitTree(folder, "HEAD"));
    expect(await (await openDiskTree(folder)).list()).not.toContain("owned");
  });

  it("reads from its own repository when a hook's variables point elsewhere", async () => {
    const folder = makeRepository({ "a.sql": "1" });
    const other = makeRepository({ "b.sql": "2" });
    process.env["GIT_DIR"] = join(other, ".git");
    try {
      expect(await (await openGitTree(folder, "HEAD")).list()).toEqual(["a.sql"]);
    } finally {
      delete process.env["GIT_DIR"];
    }
  });
});

describe("readBlobs", () => {
  it("gives every blob in the order asked, whatever the bytes and however they are cut", async () => {
    const folder = makeRepository({ "a.sql": "1" });
    const blobs = [
      new Uint8Array(),
      Uint8Array.of(10),
      Uint8Array.of(10, 10, 0, 255),
      new Uint8Array(300_000).fill(10),
      new TextEncoder().encode("deadbeef missing\n"),
    ];
    const ids = blobs.map((bytes, index) => {
      writeFileSync(join(folder, `blob-${index}`), bytes);
      return git(folder, "hash-object", "-w", `blob-${index}`);
    });
    const asked = [...ids, "0".repeat(40), ...ids.toReversed()];
    const reads = await readBlobs(folder, asked, 200_000);
    const seen = reads.map((read) => (read.kind === "bytes" ? Buffer.from(read.bytes).toString("hex") : read.kind));
    const expected = blobs.map((bytes) => (bytes.length > 200_000 ? "too-large" : Buffer.from(bytes).toString("hex")));
    expect(seen).toEqual([...expected, "missing", ...expected.toReversed()]);
  });
});

describe("decodeText", () => {
  it("gives back every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const read = decodeText("a.sql", new TextEncoder().encode(text));
        expect(read.ok ? read.text : undefined).toBe(text.replace(/^\uFEFF/, ""));
      }),
    );
  });

  it("names the line of the first bytes that are no UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from("select 1;\nselect '"), Buffer.from([0xe4]), Buffer.from("';\n")]);
    expect(decodeText("a.sql", bytes)).toMatchObject({ ok: false, problem: { code: "file-not-utf8", position: { file: "a.sql", line: 2 } } });
    expect(decodeText("a.sql", Buffer.from("\uFEFFselect 1", "utf16le"))).toMatchObject({ ok: false, problem: { message: expect.stringContaining("UTF-16") } });
    expect(decodeText("a.sql", Buffer.from("\uFEFFselect 1", "utf8"))).toMatchObject({ ok: true, text: "select 1" });
  });
});

describe("many files", () => {
  it("are read without holding them all open", () => {
    const folder = makeFolder(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`q/${index}.sql`, `select ${index};`])));
    const script = join(folder, "read.mjs");
    buildSync({
      stdin: {
        contents: `import { openDiskTree } from ${JSON.stringify(fileURLToPath(new URL("../../src/workspace/disk-tree.ts", import.meta.url)))}; const tree = await openDiskTree(process.argv[2]); const reads = await Promise.all((await tree.list()).map((path) => tree.read(path))); console.log(reads.filter((read) => read.ok).length);`,
        resolveDir: folder,
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: script,
      logLevel: "error",
    });
    expect(execFileSync("sh", ["-c", 'ulimit -n 100; exec "$0" "$1" "$2"', process.execPath, script, join(folder, "q")], { encoding: "utf8" }).trim()).toBe(
      "600",
    );
  });
});

describe("findWorkspaceFolder", () => {
  it("is the nearest folder with a configuration, not beyond the repository, else where one stands", async () => {
    const top = makeFolder({
      "selecto.config.yaml": "schema: a",
      "repo/service/deep/a.sql": "",
      "repo/service/selecto.config.yml": "schema: a",
      "repo/other/b.sql": "",
    });
    git(join(top, "repo"), "init", "--quiet");
    expect(await findWorkspaceFolder(join(top, "repo/service/deep"))).toBe(join(top, "repo/service"));
    expect(await findWorkspaceFolder(join(top, "repo/other"))).toBe(join(top, "repo/other"));
    expect(await findWorkspaceFolder(top)).toBe(top);
  });
});
