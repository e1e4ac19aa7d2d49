/**
 * The shell blocks of a Markdown page that promise to run. Knows how such a block is marked, nothing of
 * what it does.
 *
 * A fenced block of the language `sh` with the word `run` in its info string is run. It must exit with
 * 0, or with N where its last line is `# exit N`.
 */

export interface ShellBlock {
  /** 1-based line of the opening fence */
  readonly line: number;
  readonly script: string;
  readonly exit: number;
}

export function shellBlocks(markdown: string): ShellBlock[] {
  const found: ShellBlock[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const [, indent = "", fence, info = ""] = /^( {0,3})(`{3,}|~{3,})\s*(.*)$/.exec(lines[index] ?? "") ?? [];
    if (fence === undefined) continue;
    const body: string[] = [];
    const line = index + 1;
    const isClosing = (text: string): boolean => text.trim().startsWith(fence) && text.trim().replaceAll(fence.charAt(0), "") === "";
    for (index++; index < lines.length && !isClosing(lines[index] ?? ""); index++) body.push((lines[index] ?? "").slice(indent.length));
    const [language, ...words] = info.trim().split(/\s+/);
    if (language !== "sh" || !words.includes("run")) continue;
    const last = body.findLast((text) => text.trim() !== "") ?? "";
    const [, exit = "0"] = /^\s*# exit (\d+)\s*$/.exec(last) ?? [];
    // A reader sees prompts as `$ selecto ...`; without prompts every line is a command.
    const commands = body.some((text) => text.startsWith("$ ")) ? body.filter((text) => text.startsWith("$ ")).map((text) => text.slice(2)) : body;
    found.push({ line, script: commands.join("\n"), exit: Number(exit) });
  }
  return found;
}
