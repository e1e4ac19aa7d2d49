/** File names for pages: of any name, and no two alike. */

/** `Order` becomes `order`; what is no file name, or taken, gets a number. */
export function slugs(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const slugOf = new Map<string, string>();
  for (const name of names) {
    const base = name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "");
    let slug = base === "" || base === "index" ? `${base || "page"}-1` : base;
    for (let n = 2; taken.has(slug); n++) slug = `${base || "page"}-${n}`;
    taken.add(slug);
    slugOf.set(name, slug);
  }
  return slugOf;
}
