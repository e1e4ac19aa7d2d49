/** What holds for every command there is, by the manifest: help with a true example, and wrong words that end well and give no secret away. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { CANARY } from "../support/odd-server.ts";
import { failureLines } from "./failure-lines.ts";
import { SMALL } from "./shop.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const flag = z.looseObject({ type: z.string(), options: z.array(z.string()).optional(), summary: z.string() });
const manifest = z
  .object({
    commands: z.record(
      z.string(),
      z.looseObject({
        summary: z.string(),
        examples: z.array(z.string()),
        strict: z.boolean(),
        args: z.record(z.string(), z.unknown()),
        flags: z.record(z.string(), flag),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../oclif.manifest.json"), "utf8")));
const commands = Object.entries(manifest.commands).map(([id, command]) => ({ ...command, name: id.replaceAll(":", " ") }));
const SECRET = `postgres://app:${CANARY}@db.example.org/shop`;

/** At most so many processes at once. */
async function inTurn<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await action(item);
    }),
  );
}

describe("every command", () => {
  it.each(commands)("$name has examples that it would take", ({ name, examples, flags }) => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const words = example.replace("<%= config.bin %>", "selecto").replace("<%= command.id %>", name);
      expect(words).toMatch(new RegExp(`^selecto ${name}( |$)`));
      for (const [, used = ""] of words.matchAll(/ --([\w-]+)/g)) expect([name, Object.keys(flags)]).toEqual([name, expect.arrayContaining([used])]);
    }
  });

  it("refuses a flag that it does not have, and names the nearest", async () => {
    const stage = openStage(SMALL);
    await inTurn(commands, async ({ name }) => {
      expect([name, failureLines(await stage.ask([...name.split(" "), "--workspce", SECRET]))]).toEqual([
        name,
        { exit: 2, error: "unknown flag --workspce", why: `selecto ${name} has no such flag`, next: `did you mean --workspace? see selecto ${name} --help` },
      ]);
    });
    expect(stage.files().toSorted()).toEqual(Object.keys(SMALL).toSorted());
  });

  it("refuses a value that its flag cannot have, and further words", async () => {
    const stage = openStage(SMALL);
    const wrong = commands.flatMap(({ name, flags, args, strict }) => [
      ...Object.entries(flags)
        .filter(([given, { options }]) => options !== undefined && given !== "format")
        .map(([given]) => [name, `--${given}=${SECRET}`]),
      ...(strict ? [[name, ...Object.keys(args).map(() => "x"), SECRET]] : []),
    ]);
    await inTurn(
      [...wrong, ["migrate up", "--steps", "0"], ["migrate down", "--lock-timeout", "soon"], ["snapshot list", "--limit", "-3"]],
      async ([name = "", ...rest]) => {
        const result = await stage.ask([...name.split(" "), ...rest]);
        expect([name, rest[0], result.stderr]).toEqual([name, rest[0], expect.not.stringContaining(CANARY)]);
        const { exit, error, next } = failureLines(result);
        expect([name, exit, error]).toEqual([name, 2, expect.stringMatching(/^(unexpected argument |--[\w-]+ cannot be )/)]);
        expect(next).toBe(`see selecto ${name} --help`);
      },
    );
    expect(stage.files().toSorted()).toEqual(Object.keys(SMALL).toSorted());
  });

  it("never repeats a password that was typed where none belongs", async () => {
    const stage = openStage(SMALL);
    const lines = [
      ["diff", SECRET, "files"],
      ["analyze", "impact", SECRET],
      ["analyze", "impact", "--rename", `a.n:${SECRET}`],
      ["migrate", "up", "--database", SECRET],
      ["migrate", "status", "--database", SECRET, "--json"],
      ["snapshot", "create", "--label", SECRET],
      ["snapshot", "create", "--from", SECRET, "--json"],
      ["snapshot", "import", SECRET],
      ["domain", "validate", SECRET],
      ["check", "--base", SECRET],
      ["init", SECRET],
      ["check", "--workspace", SECRET],
      ["nonsense", SECRET],
      ["migrate", SECRET, "--json"],
      [SECRET],
    ];
    await inTurn(lines, async (line) => {
      const { stdout, stderr, exit } = await stage.ask(line, { env: { SELECTO_DEBUG: "1" } });
      expect([line, exit, stdout + stderr]).toEqual([line, 2, expect.not.stringContaining(CANARY)]);
    });
    stage.write({ "selecto.config.yaml": `database:\n  url: ${SECRET}\n` });
    const { stdout, stderr, exit } = await stage.ask("check", { env: { SELECTO_DEBUG: "1" } });
    expect([exit, stdout + stderr]).toEqual([2, expect.not.stringContaining(CANARY)]);
  });
});
