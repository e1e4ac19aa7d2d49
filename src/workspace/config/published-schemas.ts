/** The JSON schema of `selecto.config.yaml`, for editors; the build writes it to `schemas/config.schema.json`. */
import { configSchema } from "./schema.ts";

export const publishedSchemas = { config: configSchema };
