/** The public surface of the room: queries from `.sql` files. */
export { readQueries } from "./read-queries.ts";
export { placeIn, toSubject } from "./subject.ts";
