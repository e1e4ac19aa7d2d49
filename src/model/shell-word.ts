/** One argument of a command that is shown for copying. Knows POSIX shells only. */

/** `users.email` stays as it is, `it's` becomes `'it'\''s'`. Characters a terminal would act on are the renderer's to remove. */
export function shellWord(text: string): string {
  // A caret or a tilde in front means something to some shells.
  return /^[\w./:@%+=,-][\w./:@%+=,^~-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
