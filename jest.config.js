/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "es6" } }] },
  moduleFileExtensions: ["ts", "js", "json"],
  testMatch: ["<rootDir>/test/**/*.test.ts", "<rootDir>/src/**/*.test.ts"],
  // One real PostgreSQL server per run, started by the first test that asks (see test/support/server.ts).
  setupFiles: ["<rootDir>/test/support/seed.js"],
  globalSetup: "<rootDir>/test/support/global-setup.js",
  globalTeardown: "<rootDir>/test/support/global-teardown.js",
  testSequencer: "<rootDir>/test/support/longest-first.js",
  testTimeout: 180_000,
  // Much of the time is spent in other processes and threads: a worker per core, not one less.
  maxWorkers: "100%",
  // Each worker may hold embedded servers; recycle it before they pile up.
  workerIdleMemoryLimit: "2GB",
};
