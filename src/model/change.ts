/** One difference between two states, of any kind of thing. */
import type { NodeKey } from "./identity.ts";
import type { JsonValue } from "./json.ts";

export type Change =
  | { readonly verb: "add"; readonly key: NodeKey; readonly after: JsonValue }
  | { readonly verb: "drop"; readonly key: NodeKey; readonly before: JsonValue }
  | { readonly verb: "alter"; readonly key: NodeKey; readonly attribute: string; readonly before: JsonValue | undefined; readonly after: JsonValue | undefined }
  | { readonly verb: "rename"; readonly key: NodeKey; readonly to: NodeKey };
