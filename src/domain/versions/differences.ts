/** Two contracts to what differs. Knows no kind and judges nothing. */
import type { ContractDifference, ContractItem, DomainContract } from "../../model/domain-contract.ts";

export function contractDifferences(before: DomainContract, after: DomainContract): ContractDifference[] {
  const keyOf = ({ kind, name }: ContractItem): string => `${kind}\n${name}`;
  const [had, has] = [new Map(before.map((item) => [keyOf(item), item])), new Map(after.map((item) => [keyOf(item), item]))];
  return [
    ...before.filter((item) => !has.has(keyOf(item))).map((item) => ({ verb: "remove", item }) as const),
    ...after.flatMap((item): ContractDifference[] => {
      const old = had.get(keyOf(item));
      if (old === undefined) return [{ verb: "add", item }];
      const traits = [...new Set([...Object.keys(old.traits), ...Object.keys(item.traits)])].toSorted();
      return traits
        .filter((trait) => old.traits[trait] !== item.traits[trait])
        .map((trait) => ({ verb: "alter", item, trait, before: old.traits[trait], after: item.traits[trait] }));
    }),
  ];
}
