/**
 * Writes a version into a domain file and leaves everything else of it as it stands: comments, order, white space.
 * Knows YAML and bare JSON; what another tool exports is changed there.
 */
import { applyEdits, modify } from "jsonc-parser";
import { isMap, isScalar, parseDocument } from "yaml";

/** @returns undefined for a file that is not written here: Elixir, an artifact of another tool, one without a map */
export function withVersion(path: string, text: string, version: string): string | undefined {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  if (ending === "yaml" || ending === "yml") return inYaml(text, version);
  if (ending !== "json") return undefined;
  const isArtifact = /"format"\s*:\s*"selecto\./.test(text);
  return isArtifact
    ? undefined
    : applyEdits(text, modify(text, ["version"], version, { formattingOptions: { insertSpaces: true, tabSize: 2 }, getInsertionIndex: () => 1 }));
}

function inYaml(text: string, version: string): string | undefined {
  const document = parseDocument(text);
  const map = document.contents;
  if (document.errors.length > 0 || !isMap(map) || map.flow === true) return undefined;
  const pairs = map.items.map(({ key, value }) => ({
    key: isScalar(key) ? String(key.value) : "",
    range: isScalar(value) ? value.range : undefined,
    start: isScalar(key) ? key.range?.[0] : undefined,
  }));
  const present = pairs.find(({ key }) => key === "version");
  if (present?.range !== undefined && present.range !== null) return text.slice(0, present.range[0]) + version + text.slice(present.range[1]);
  if (present !== undefined) return undefined;
  const name = pairs.find(({ key }) => key === "name");
  if (name?.range !== undefined && name.range !== null) {
    const end = text.indexOf("\n", name.range[1]);
    return end < 0 ? `${text}\nversion: ${version}\n` : `${text.slice(0, end + 1)}version: ${version}\n${text.slice(end + 1)}`;
  }
  const first = pairs[0]?.start ?? 0;
  return `${text.slice(0, first)}version: ${version}\n${text.slice(first)}`;
}
