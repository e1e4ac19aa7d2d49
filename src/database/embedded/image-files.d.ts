import type { MemoryFS } from "@electric-sql/pglite";

export declare const Filled: new (image: Uint8Array) => MemoryFS;
