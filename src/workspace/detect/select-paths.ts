/** Files, folders and globs of a configuration, matched against the files of a tree. */
import picomatch from "picomatch";

export interface PathPattern {
  /** as written, without `./` and a closing `/` */
  readonly text: string;
  /** matches a file that is meant by it */
  readonly matches: (path: string) => boolean;
  /** the pattern is no glob, so it names one file or folder */
  readonly literal: boolean;
}

/** Reads a pattern; undefined when it leaves the workspace. */
export function readPattern(written: string, base = ""): PathPattern | undefined {
  const text = joinInside(base, written);
  if (text === undefined) return undefined;
  if (text === "") return { text: ".", matches: () => true, literal: true };
  const below = `${text}/`;
  if (!picomatch.scan(text).isGlob) return { text, literal: true, matches: (path) => path === text || path.startsWith(below) };
  const isMatch = picomatch(text, { dot: true });
  return { text, literal: false, matches: (path) => path === text || isMatch(path) };
}

/** The paths a pattern means that end in one of the extensions, in the order of `paths`. */
export function selectPaths(paths: readonly string[], pattern: PathPattern, extensions: readonly string[]): readonly string[] {
  return paths.filter((path) => (pattern.literal && path === pattern.text) || (pattern.matches(path) && hasExtension(path, extensions)));
}

function hasExtension(path: string, extensions: readonly string[]): boolean {
  const lower = path.toLowerCase();
  return extensions.some((extension) => lower.endsWith(extension));
}

/** Joins and tidies `..` and `.`; undefined when the result leaves the workspace or is absolute. */
export function joinInside(base: string, written: string): string | undefined {
  if (/^([/\\]|[A-Za-z]:)/.test(written)) return undefined;
  const segments: string[] = base === "" ? [] : base.split("/");
  for (const segment of written.replaceAll("\\", "/").split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}
