/** The major version of PostgreSQL that the embedded server is; a test holds it against the server itself. */
export const EMBEDDED_MAJOR = 18;
