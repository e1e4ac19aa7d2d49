/** The JSON schema editors use for `*.query.yaml`. */
import { queryFile } from "./stored/query-file.ts";

export const publishedSchemas = { query: queryFile };
