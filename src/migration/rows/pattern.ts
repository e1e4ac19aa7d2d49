/**
 * Texts that a pattern of a check is likely to match: `^[a-z]{3}-\d+$` gives `aaa-0`, `%@%` gives `x@x`. Knows
 * the common part of regular expressions; PostgreSQL decides whether a text matches.
 */

const CLASSES: Readonly<Record<string, string>> = { d: "0", w: "a", s: " ", D: "a", W: "-", S: "a" };
const POSIX: Readonly<Record<string, string>> = { alpha: "a", digit: "0", alnum: "a", lower: "a", upper: "A", space: " ", punct: "-", xdigit: "0" };

interface Reader {
  readonly pattern: string;
  at: number;
  /** how often a repeated part is written beyond its least */
  readonly extra: number;
  /** which member of a class, which branch */
  readonly pick: number;
}

/** At most three texts; none for a constant that has nothing of a pattern in it. */
export function textsLike(pattern: string): string[] {
  const texts: string[] = [];
  if (/[%_]/.test(pattern)) texts.push(pattern.replaceAll("%", "x").replaceAll("_", "y"));
  if (/[[\]()^$*+?\\|{}]/.test(pattern) && pattern.length < 500) {
    for (const [extra, pick] of [
      [0, 0],
      [2, 1],
    ] as const)
      texts.push(branches({ pattern, at: 0, extra, pick }));
  }
  return texts;
}

function branches(reader: Reader): string {
  const texts = [sequence(reader)];
  while (reader.pattern[reader.at] === "|") {
    reader.at++;
    texts.push(sequence(reader));
  }
  return texts[reader.pick % texts.length] ?? "";
}

function sequence(reader: Reader): string {
  let text = "";
  while (reader.at < reader.pattern.length && !"|)".includes(reader.pattern[reader.at] ?? "")) text += repeated(reader);
  return text;
}

function repeated(reader: Reader): string {
  const one = atom(reader);
  const rest = reader.pattern.slice(reader.at);
  const counted = /^\{(\d+)(,(\d*))?\}/.exec(rest);
  let times = 1;
  if (counted !== null) {
    const least = Number(counted[1]);
    const most = counted[2] === undefined ? least : counted[3] === "" ? least + reader.extra : Number(counted[3]);
    times = Math.min(least + reader.extra, most, 300);
    reader.at += counted[0].length;
  } else if (/^[*+?]/.test(rest)) {
    times = (rest.startsWith("+") ? 1 : 0) + (rest.startsWith("?") ? Math.min(1, reader.extra) : reader.extra);
    reader.at++;
  }
  if (reader.pattern[reader.at] === "?") reader.at++;
  return one.repeat(times);
}

function atom(reader: Reader): string {
  const char = reader.pattern[reader.at++] ?? "";
  if (char === "^" || char === "$") return "";
  if (char === ".") return "a";
  if (char === "\\") {
    const escaped = reader.pattern[reader.at++] ?? "";
    return CLASSES[escaped] ?? (/[a-zA-Z]/.test(escaped) ? "" : escaped);
  }
  if (char === "[") return member(reader);
  if (char !== "(") return char;
  const look = /^\?(?::|=|!|<[=!])/.exec(reader.pattern.slice(reader.at))?.[0] ?? "";
  reader.at += look.length;
  const inside = branches(reader);
  reader.at++;
  return look === "" || look === "?:" ? inside : "";
}

/** One character of a class; of a negated class one that is rarely excluded. */
function member(reader: Reader): string {
  const negated = reader.pattern[reader.at] === "^";
  if (negated) reader.at++;
  const found: string[] = [];
  for (let first = true; reader.at < reader.pattern.length && (first || reader.pattern[reader.at] !== "]"); first = false) {
    const posix = /^\[:(\w+):\]/.exec(reader.pattern.slice(reader.at));
    if (posix !== null) {
      found.push(POSIX[posix[1] ?? ""] ?? "a");
      reader.at += posix[0].length;
      continue;
    }
    let char = reader.pattern[reader.at++] ?? "";
    if (char === "\\") {
      const escaped = reader.pattern[reader.at++] ?? "";
      char = CLASSES[escaped] ?? escaped;
    }
    if (reader.pattern[reader.at] === "-" && reader.pattern[reader.at + 1] !== "]") reader.at += 2;
    found.push(char);
  }
  reader.at++;
  return negated ? (["a", "0", "-"].find((char) => !found.includes(char)) ?? "~") : (found[reader.pick % Math.max(1, found.length)] ?? "");
}
