/** The reading behind a domain: where each of its parts stands, what was not read, and what it is laid together from. */
import type { Domain } from "../../model/domain.ts";
import { readElixirDomains } from "./elixir.ts";
import { isElixir, notationOf, type DomainFile, type Reading } from "./notation.ts";
import { layOver, pairOverlays } from "./overlay.ts";

/**
 * For Elixir, `loadElixir` must have been awaited.
 *
 * @param files all domain files that it may be made of
 * @returns undefined where no file says it
 */
export function findReading({ file, aliases }: Pick<Domain, "file" | "aliases">, files: readonly DomainFile[]): Reading | undefined {
  if (isElixir(file)) {
    const modules = files.filter(({ path }) => isElixir(path));
    return readElixirDomains(modules).find((one) => one.file === file && one.document !== undefined && one.aliases?.join() === aliases?.join());
  }
  const found = pairOverlays(files.filter(({ path }) => !isElixir(path))).paired.find((one) => one.file.path === file);
  return found === undefined ? undefined : readPair(found.file, found.overlay);
}

/** A file in YAML or JSON with what is laid over it. */
export function readPair(file: DomainFile, overlay: DomainFile | undefined): Reading | undefined {
  const base = notationOf(file.path)?.(file);
  const above = overlay === undefined ? undefined : notationOf(overlay.path)?.(overlay);
  if (base === undefined || overlay === undefined || above === undefined) return base;
  const whole = layOver(base, above);
  const { document } = base;
  return document === undefined
    ? whole
    : { ...whole, layers: { base: { file: file.path, document }, overlay: { file: overlay.path, document: above.document ?? {} } } };
}
