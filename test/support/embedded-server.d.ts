/** Types of embedded-server.js, which jest loads untransformed. */
export function startEmbeddedServer(): Promise<{ readonly url: string; stop(): Promise<void> }>;
