// Runs once after all tests: stops the shared server where one was started.
export default async function tearDown() {
  await globalThis.selectoTestServer?.stop();
}
