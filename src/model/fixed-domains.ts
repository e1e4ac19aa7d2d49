/** What `domain validate --fix` mended, and what it leaves to somebody. */
export interface FixedDomain {
  readonly name: string;
  readonly file: string;
  /** mended, in the order of the document */
  readonly fixed: readonly { readonly place: string; readonly way: string; readonly because: string }[];
  /** not mended: each with the ways that there are, or why its only way was not taken */
  readonly open: readonly { readonly place: string; readonly ways: readonly string[]; readonly reason?: string }[];
  /** the file before and after; equal where nothing was mended */
  readonly before: string;
  readonly after: string;
}
