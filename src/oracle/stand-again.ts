/** A shadow that died on the way has only the probes of what was asked last: this makes all of them stand again. */
import type { Answer } from "../model/answer.ts";
import type { Subject } from "../model/subject.ts";
import { probeDependencies, type ProbeInput } from "./probe.ts";
import type { Shadow } from "./shadow.ts";

/** @param answers one for each subject; where there was none, or an error, no probe can stand */
export async function standAgain(shadow: Shadow, subjects: readonly Subject[], answers: readonly (Answer | undefined)[]): Promise<void> {
  if (shadow.deaths === 0) return;
  const standing = subjects.flatMap(({ key, statement }, at): ProbeInput[] => {
    const answer = answers[at];
    return answer?.status === "ok" && statement.kind === "ask"
      ? [{ key, sql: statement.sql, params: answer.signature.params, returnsRows: answer.signature.columns.length > 0 }]
      : [];
  });
  await probeDependencies(shadow.database, standing);
}
