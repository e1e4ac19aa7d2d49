/** The public surface of the room: queries from `.sql` files. */
export { readQueries } from "./read-queries.ts";
export { editJson, readJson } from "./stored/json-document.ts";
export { readQueryFile } from "./stored/query-file.ts";
export { readStored } from "./stored/read-stored.ts";
export type { StoredItem } from "./stored/stored-item.ts";
export { placeIn, toSubject } from "./subject.ts";
