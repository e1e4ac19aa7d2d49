/** A dropped and an added thing that are probably one thing with another name. */
import type { NodeKey } from "./identity.ts";

export interface RenameGuess {
  readonly from: NodeKey;
  readonly to: NodeKey;
  /** 0 to 1 */
  readonly confidence: number;
  /** what speaks for it, the strongest first: `same type text`, `4 queries changed with it` */
  readonly reasons: readonly string[];
}

/** From here on a guess is taken without asking. */
export const TAKEN = 0.9;
/** Below this nothing is said: dropped and added is what it looks like. */
export const DOUBTFUL = 0.3;
