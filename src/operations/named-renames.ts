/**
 * Renames that somebody named by flag, in the order in which they can run: relations and types first, then what is in
 * them, by the old name of its container or the new one. A name that is not there, or leads to nothing that is
 * declared, is refused before anything runs.
 */
import { labelKey, labelsOf } from "../migration/renames/labels.ts";
import { nameablesOf, resolveSubject, type Nameable } from "../impact/resolve-subject.ts";
import { columnWord } from "../model/column-name.ts";
import { SelectoError } from "../model/error.ts";
import { givenTwice } from "../model/flag-twice.ts";
import { describeNode, kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { shellWord } from "../model/shell-word.ts";
import type { Rename } from "../oracle/rename.ts";
import { nothingToDo } from "./column-flags.ts";
import { renameOf, splitPair } from "./intended-edit.ts";

type Facts = Pick<SchemaState, "facts">;

/** Kinds that are renamed inside something else. */
const INNER = new Set(["column", "constraint", "enumLabel"]);

/** @throws SelectoError `rename-unknown`, `flag-twice`, `flag-without-effect`, `usage` */
export function readRenames(texts: readonly string[], from: Facts, to: Facts, namespaces: readonly string[]): Rename[] {
  const pairs = texts.map((text) => {
    const parts = splitPair(text);
    if (parts === undefined) throw notUnderstood(text);
    return { text, old: parts[0], now: parts[1] };
  });
  const renames: Rename[] = [];
  const take = (key: NodeKey, old: NodeKey, now: string, text: string, before: Facts): void => {
    const rename = renameOf({ kind: "rename", key, newName: now });
    const given = renames.find((one) => one.from === key);
    if (given?.to === rename.to) return;
    if (given !== undefined) throw givenTwice("--rename", nameOf(old), nameOf(given.to), nameOf(rename.to));
    requireGoal(rename, text, now, before, to, namespaces);
    renames.push(rename);
  };
  const inner: typeof pairs = [];
  for (const pair of pairs) {
    const key = resolveOne(pair.old, from, namespaces);
    if (key === undefined || INNER.has(kindOf(key))) inner.push(pair);
    else take(key, key, pair.now, pair.text, from);
  }
  const outer = [...renames];
  const moved = { facts: from.facts.map((fact) => ({ ...fact, key: behind(fact.key, outer) })) };
  for (const { text, old, now } of inner) {
    const key = resolveOne(old, from, namespaces) ?? resolveOne(old, moved, namespaces);
    if (key === undefined) throw unknown("--rename", old, from, namespaces, (name) => `${name}:${now}`);
    take(behind(key, outer), key, now, text, moved);
  }
  return renames;
}

/**
 * What `--no-rename` speaks of.
 *
 * @param renames what was said to be renamed; `from` stands behind it
 * @throws SelectoError for a name that is not there, that neither goes nor comes, or of which `--rename` says the contrary
 */
export function readDenied(texts: readonly string[], from: Facts, to: Facts, namespaces: readonly string[], renames: readonly Rename[] = []): NodeKey[] {
  return texts.flatMap((text) => {
    const ends = renames.flatMap((one) => [one.from, one.to].map((key) => ({ key, one })));
    const said = resolveSubject(text, nameablesOf(ends.map(({ key }) => key)), namespaces);
    const contrary = ends.find(({ key }) => said.found && said.keys.includes(key))?.one;
    if (contrary !== undefined)
      throw givenTwice("a rename", nameOf(contrary.from), `--rename ${nameOf(contrary.from)}:${nameOf(contrary.to)}`, `--no-rename ${text}`);
    const both = { facts: [...from.facts, ...to.facts] };
    const resolution = resolveSubject(text, nameablesIn(both), namespaces);
    if (!resolution.found) throw unknown("--no-rename", text, both, namespaces, (name) => name);
    const [key] = resolution.keys;
    if (key !== undefined && isIn(key, from) && isIn(key, to)) throw nothingToDo("--no-rename", nameOf(key), "it is there before and after under that name");
    return resolution.keys;
  });
}

/** A key as it is when its container has its new name. */
function behind(key: NodeKey, renames: readonly Rename[]): NodeKey {
  const { path } = parseNodeKey(key);
  const container = renames.find((one) => {
    const old = parseNodeKey(one.from).path;
    return old[0] === path[0] && old[1] === path[1];
  });
  if (container === undefined || !INNER.has(kindOf(key))) return key;
  return nodeKey(kindOf(key), path[0] ?? "", parseNodeKey(container.to).path[1] ?? "", ...path.slice(2));
}

/** The new name must be one that is declared, in the same container, and not yet taken. */
function requireGoal(rename: Rename, text: string, now: string, from: Facts, to: Facts, namespaces: readonly string[]): void {
  const typed = resolveSubject(now, nameablesIn(to), namespaces);
  const isElsewhere =
    typed.found &&
    /[.]/.test(now.replace(/"(?:[^"]|"")*"/g, "")) &&
    !typed.keys.includes(rename.to) &&
    typed.keys.every((key) => kindOf(key) === kindOf(rename.to));
  if (isElsewhere || !isIn(rename.to, to)) {
    const nearest = siblingsOf(rename.to, from, to);
    throw new SelectoError({
      code: "rename-unknown",
      what: isElsewhere ? `--rename ${text}: it would move to another table` : `--rename ${text}: the declared schema has no ${describeNode(rename.to)}`,
      why: isElsewhere
        ? "a rename changes the last part of a name only; that of its table is another"
        : nearest.length === 0
          ? "nothing of its kind is new there"
          : `what is new there: ${nearest.slice(0, 3).map(nameOf).join(", ")}`,
      next: isElsewhere
        ? tableToo(rename, typed.keys[0] ?? rename.to, text)
        : nearest[0] === undefined
          ? "correct the name, or leave the flag away"
          : `--rename ${shellWord(`${columnWord(rename.from)}:${columnWord(nearest[0])}`)}`,
    });
  }
  if (isIn(rename.to, from)) throw nothingToDo("--rename", text, `${describeNode(rename.to)} is there already`);
}

/** The table as well, where it has another name. */
function tableToo(rename: Rename, to: NodeKey, text: string): string {
  const [old, now] = [rename.from, to].map((key) => columnWord(nodeKey("table", ...parseNodeKey(key).path.slice(0, 2))));
  return `--rename ${shellWord(`${old}:${now}`)} --rename ${shellWord(text)}`;
}

/** Of the same kind and container, and new. */
function siblingsOf(key: NodeKey, from: Facts, to: Facts): NodeKey[] {
  const container = (one: NodeKey): string => JSON.stringify(parseNodeKey(one).path.slice(0, -1));
  return keysIn(to).filter((one) => kindOf(one) === kindOf(key) && container(one) === container(key) && !isIn(one, from));
}

function isIn(key: NodeKey, state: Facts): boolean {
  return kindOf(key) === "enumLabel" ? keysIn(state).includes(key) : state.facts.some((fact) => fact.key === key);
}

function keysIn({ facts }: Facts): NodeKey[] {
  return facts.flatMap((fact) => [fact.key, ...labelsOf(fact).map((label) => labelKey(fact.key, label))]);
}

/** Objects, and labels of enums, which are no facts of their own: `mood.sad`. */
function nameablesIn(state: Facts): Nameable[] {
  const labels = keysIn(state).filter((key) => kindOf(key) === "enumLabel");
  return [
    ...nameablesOf(state.facts.map(({ key }) => key)),
    ...labels.map((key): Nameable => {
      const { path } = parseNodeKey(key);
      return { key, names: [path.slice(1).join("."), path.join("."), key] };
    }),
  ];
}

function resolveOne(text: string, state: Facts, namespaces: readonly string[]): NodeKey | undefined {
  const resolution = resolveSubject(text, nameablesIn(state), namespaces);
  return resolution.found ? resolution.keys[0] : undefined;
}

function unknown(flag: string, text: string, state: Facts, namespaces: readonly string[], shown: (name: string) => string): SelectoError {
  const resolution = resolveSubject(text, nameablesIn(state), namespaces);
  const nearest = resolution.found ? [] : resolution.nearest;
  return new SelectoError({
    code: "rename-unknown",
    what: `${flag} ${text}: nothing has that name`,
    why: nearest.length === 0 ? "no table, column or type has a name like it" : `the nearest names are ${nearest.join(", ")}`,
    next: nearest[0] === undefined ? "correct the name, or leave the flag away" : `${flag} ${shellWord(shown(nearest[0]))}`,
  });
}

function notUnderstood(text: string): SelectoError {
  return new SelectoError({
    code: "usage",
    what: `--rename ${text} is not understood`,
    why: "it takes the old and the new name with a colon between",
    next: "--rename users.name:users.full_name",
  });
}
