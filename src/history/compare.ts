/**
 * What differs between two stored states, set by set, from the parts of the trees that they do not
 * share. It compares values as stored: a column that only moved (`_position`) differs here; which
 * differences are changes is for others to say.
 */
import { MEMBER_RULES, type Members, type SetName } from "./members.ts";
import type { ObjectStore } from "./objects.ts";
import { readRoot } from "./state.ts";
import type { Hash } from "./tree.ts";
import { readUnshared } from "./walk.ts";

/** One member that only one state has, or that differs between them. */
export interface MemberChange<Member> {
  /** node key of a fact, name of a domain or query, text for an edge or diagnostic */
  readonly key: string;
  readonly before?: Member;
  readonly after?: Member;
}

/** Changes of each set, sorted by key. */
export type StateDifference = { readonly [Name in SetName]: readonly MemberChange<Members[Name]>[] };

export function compareRoots(store: ObjectStore, from: Hash, to: Hash): StateDifference {
  const { sets: before } = readRoot(store.readText("root", from));
  const { sets: after } = readRoot(store.readText("root", to));
  const compare = <Name extends SetName>(name: Name): MemberChange<Members[Name]>[] => {
    const unshared = readUnshared(store, before[name], after[name]);
    return pairMembers<Members[Name]>(parseAll(unshared.before), parseAll(unshared.after), MEMBER_RULES[name].key);
  };
  return {
    facts: compare("facts"),
    edges: compare("edges"),
    notes: compare("notes"),
    domains: compare("domains"),
    queries: compare("queries"),
    ectoSchemas: compare("ectoSchemas"),
    diagnostics: compare("diagnostics"),
  };
}

interface Read<Member> {
  readonly text: string;
  readonly member: Member;
}

/** Entries as they were written: checksum and hash say so, hence no second validation. */
function parseAll<Member>(texts: readonly string[]): Read<Member>[] {
  const members: Member[] = JSON.parse(`[${texts.join(",")}]`);
  return members.map((member, index) => ({ text: texts[index] ?? "", member }));
}

/** Each member with its counterpart of the same key; the equal ones are no change. */
function pairMembers<Member>(before: readonly Read<Member>[], after: readonly Read<Member>[], key: (member: Member) => string): MemberChange<Member>[] {
  const waiting = new Map<string, Read<Member>[]>();
  for (const read of after) {
    const name = key(read.member);
    const others = waiting.get(name);
    if (others === undefined) waiting.set(name, [read]);
    else others.push(read);
  }
  const changes: MemberChange<Member>[] = [];
  for (const { text, member } of before) {
    const name = key(member);
    const partner = takePartner(waiting.get(name) ?? [], text);
    if (partner?.text === text) continue;
    changes.push(partner === undefined ? { key: name, before: member } : { key: name, before: member, after: partner.member });
  }
  for (const [name, rest] of waiting) for (const { member } of rest) changes.push({ key: name, after: member });
  return changes.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Of several members of one name an equal one before any other. */
function takePartner<Member>(candidates: Read<Member>[], text: string): Read<Member> | undefined {
  const equal = candidates.findIndex((candidate) => candidate.text === text);
  return candidates.splice(Math.max(0, equal), 1)[0];
}
