/** Where each part of a document stands in its file. Knows paths and offsets, nothing of what they mean. */
import type { SourcePosition } from "../../model/position.ts";

/** Keys and list indexes from the top of the document: `["source", "fields", 2]`. */
export type Path = readonly (string | number)[];

/** The places of one value; offsets are UTF-16 code units. */
export interface Place {
  /** where its key starts; for a list item where the item starts */
  readonly key: number;
  /** where the value itself starts */
  readonly value: number;
  readonly children?: ReadonlyMap<string | number, Place>;
}

export interface Positions {
  /** the key that leads to the value; the nearest key above when the path is not in the file */
  key(path: Path): SourcePosition;
  /** the value itself; the nearest key above when the path is not in the file */
  value(path: Path): SourcePosition;
}

/**
 * @param places the place of the document's top
 * @param locate line and column (from 1) of an offset
 * @param below path from the top of the file to the top of the document, for documents in an envelope
 */
export function positionsOf(file: string, places: Place, locate: (offset: number) => { line: number; column: number }, below: Path = []): Positions {
  const find = (path: Path): { place: Place; whole: boolean } => {
    let place = places;
    for (const step of [...below, ...path]) {
      const next = place.children?.get(step);
      if (next === undefined) return { place, whole: false };
      place = next;
    }
    return { place, whole: true };
  };
  return {
    key: (path) => ({ file, ...locate(find(path).place.key) }),
    value: (path) => {
      const { place, whole } = find(path);
      return { file, ...locate(whole ? place.value : place.key) };
    },
  };
}
