/** The JSON schema editors use for `domains/*.yaml`: the shape that reads them. Unknown keys are allowed, as the reader keeps them. */
import { domain } from "./structure/domain.ts";

export const publishedSchemas = { domain };
