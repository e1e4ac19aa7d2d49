/** Run as a process of its own by the tests: opens a history and writes snapshots until told otherwise. */
import { createRequire } from "node:module";
import { openHistory } from "../../src/history/open.ts";
import { minute, variant } from "./support.ts";

const [path = "", name = "", count = "1"] = process.argv.slice(2);
const history = await openHistory(path, { patienceMs: 60_000 });
for (let n = 1; n <= Number(count); n++) {
  const { snapshot } = history.put({ ...variant(n), origin: { kind: "script", text: name } }, { createdAt: minute(n), again: true });
  history.keep(variant(n), `${name} ${n}`);
  history.cacheVerdicts({ from: snapshot.root, to: snapshot.root, engine: name }, [{ subject: "query:q", statementHash: "h", body: n }]);
  if (n === 1) process.stdout.write("writing\n");
}
history.close();
const loaded = Object.keys(createRequire(import.meta.url).cache);
process.stdout.write(loaded.some((file) => /[\\/]umzug[\\/]/.test(file)) ? "with migrations\n" : "without migrations\n");
