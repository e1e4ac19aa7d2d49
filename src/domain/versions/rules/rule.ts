/** What a rule of versions is: it knows one sort of difference and says what it asks for; of all others nothing. */
import type { Bump, ContractDifference, DeployOrder } from "../../../model/domain-contract.ts";

export interface Ruling {
  readonly bump: Bump;
  readonly deploy: DeployOrder;
  readonly why: string;
}

export type Rule = (difference: ContractDifference) => Ruling | undefined;
