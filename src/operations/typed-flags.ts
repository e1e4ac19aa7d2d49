/** The flags of a run as somebody would type them again in front of what is still missing. Pure. */
import { sqlWord } from "../model/column-name.ts";
import { shellWord } from "../model/shell-word.ts";
import type { RunWishes } from "./run-migrations.ts";

/** `" --to 20261122150200_initial"`, empty where nothing was said. Consents are left to who knows which of them count. */
export function typedFlags({ to, steps, fromLedger, fills = [], usingsDown = [], whom = "" }: RunWishes): string {
  const assigned = (flag: string, pairs: NonNullable<RunWishes["fills"]>): string[] => pairs.map((pair) => `${flag} ${sqlWord(pair.join("="))}`);
  const said = [
    whom,
    ...(to === undefined ? [] : [`--to ${shellWord(to)}`]),
    ...(steps === undefined ? [] : [`--steps ${steps}`]),
    ...(fromLedger ? ["--from-ledger"] : []),
    ...assigned("--fill", fills),
    ...assigned("--using", usingsDown),
  ];
  return said.flatMap((one) => (one === "" ? [] : [` ${one}`])).join("");
}
