/** A guessed rename in words. */
import { nameOf } from "../../model/identity.ts";
import type { RenameGuess } from "../../model/rename.ts";
import { safeText } from "./safe-text.ts";

/** `users.name is users.full_name now (97 %: same type text, same place)` */
export function guessWords({ from, to, confidence, reasons }: RenameGuess): string {
  // Never more than can be known.
  const percent = Math.min(99, Math.round(confidence * 100));
  const words = reasons.length === 0 ? "" : `: ${reasons.map(safeText).join(", ")}`;
  return `${safeText(nameOf(from))} is ${safeText(nameOf(to))} now (${percent} %${words})`;
}

/** What is asked on a terminal. */
export function renameQuestion(guess: RenameGuess): string {
  return `Is it a rename? ${guessWords(guess)}`;
}
