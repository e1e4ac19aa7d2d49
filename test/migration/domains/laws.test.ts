/** What holds for every edit of a document, and for every chain of them: packages give back what was. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { lastDocuments, replayDomains } from "../../../src/migration/domains/documents.ts";
import { applyDomainPatch, documentHash, domainPatch } from "../../../src/migration/domains/patch.ts";
import { parsePackage, packageFiles } from "../../../src/migration/package/package.ts";
import { verifyChain } from "../../../src/migration/package/chain.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { DomainDocument, DomainPatch, MigrationPackage } from "../../../src/model/migration.ts";
import { chain, tableDraft } from "../packages.ts";

const word = fc.oneof(fc.constantFrom("source", "joins", "a/b", "~", "", "0", "-"), fc.string());
const value = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.jsonValue(), fc.array(tie("value"), { maxLength: 5 }), fc.dictionary(word, tie("value"), { maxKeys: 4 })),
})).value;
const document = fc.dictionary(word, value, { maxKeys: 5 }).map((one) => JSON.parse(JSON.stringify(one)) as JsonObject);
const version = fc.constantFrom(null, "1.0.0", "1.1.0", "2.0.0");
const domainOf = (name: string): fc.Arbitrary<DomainDocument> =>
  fc.record({ name: fc.constant(name), file: fc.constant(`domains/${name}.yaml`), version, document });
const state = fc.record({ Order: fc.option(domainOf("Order"), { nil: undefined }), User: fc.option(domainOf("User"), { nil: undefined }) });
type State = Readonly<Record<"Order" | "User", DomainDocument | undefined>>;

const EMPTY: State = { Order: undefined, User: undefined };

function packagesOf(states: readonly State[]): MigrationPackage[] {
  return chain(
    ...states.map((now, at) => {
      const before = states[at - 1] ?? EMPTY;
      const domains = (["Order", "User"] as const).flatMap((name) => domainPatch(before[name], now[name]) ?? []);
      return { ...tableDraft(at + 1), domains };
    }),
  );
}

const hashes = (documents: Iterable<DomainDocument>): string[] => [...documents].map((one) => `${one.name} ${documentHash(one) ?? ""}`).toSorted();

describe("edits of documents", () => {
  it("lead there and back", () => {
    fc.assert(
      fc.property(domainOf("Order"), domainOf("Order"), (before, after) => {
        const patch = domainPatch(before, after);
        if (patch === undefined) {
          expect(documentHash(after)).toBe(documentHash(before));
          return;
        }
        const forth = applyDomainPatch(before, patch, "up");
        expect(forth).toMatchObject({ domain: { version: after.version } });
        expect("domain" in forth && documentHash(forth.domain)).toBe(documentHash(after));
        const back = applyDomainPatch(after, patch, "down");
        expect("domain" in back && documentHash(back.domain)).toBe(documentHash(before));
      }),
    );
  });

  it("are given back by the packages, whatever came and went, from the text of their files alone", () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 5 }), (states) => {
        const read = packagesOf(states).map((one) => parsePackage(packageFiles(one), "migrations").package) as MigrationPackage[];
        const { after, problems } = replayDomains(read);
        expect(problems).toEqual([]);
        const rebuilt = read.map((one) => hashes(after.get(one.manifest.checksum)?.values() ?? []));
        expect(rebuilt).toEqual(states.map((one) => hashes(Object.values(one).filter((domain) => domain !== undefined))));
      }),
      { numRuns: 50 },
    );
  });

  it("of long lists are found in no time", () => {
    const long = (skip: number): DomainDocument => ({
      name: "Order",
      file: "o.yaml",
      version: null,
      document: { list: Array.from({ length: 5000 }, (_, at) => `f${at}`).filter((_, at) => at % skip > 0) },
    });
    const patch = domainPatch(long(7), long(11));
    expect(patch?.patch).toHaveLength(1);
    expect(patch === undefined ? undefined : applyDomainPatch(long(7), patch, "up")).toMatchObject({ domain: { document: long(11).document } });
  });
});

describe("a chain whose edits do not fit", () => {
  const order = (label: string): DomainDocument => ({ name: "Order", file: "domains/order.yaml", version: "1.0.0", document: { label } });
  const edits = (before: DomainDocument | undefined, after: DomainDocument): DomainPatch[] => [domainPatch(before, after)].filter((one) => one !== undefined);
  it.each([
    ["starts elsewhere", edits(order("other"), order("c")), "the edit of Order starts at another document than the one that is there"],
    [
      "leads elsewhere",
      edits(order("b"), order("c")).map((one) => ({ ...one, patch: [] })),
      "the edit of Order does not lead to the document whose hash it holds",
    ],
    [
      "does not lead back",
      edits(order("b"), order("c")).map((one) => ({ ...one, unpatch: [{ op: "remove", path: "/nothing/there" }] })),
      "the edit of Order does not lead back to the document whose hash it holds",
    ],
    [
      "is no patch",
      edits(order("b"), order("c")).map((one) => ({ ...one, patch: ["?"] })),
      "the edit of Order does not lead to the document whose hash it holds",
    ],
  ])("%s", (_what, third, message) => {
    const packages = chain(
      { ...tableDraft(1), domains: edits(undefined, order("a")) },
      { ...tableDraft(2), domains: edits(order("a"), order("b")) },
      { ...tableDraft(3), domains: third },
      tableDraft(4),
    );
    expect(verifyChain(packages).diagnostics).toMatchObject([
      { code: "migration-domains", severity: "error", message, position: { file: `migrations/${packages[2]?.manifest.name}/migration.json` } },
    ]);
    expect(lastDocuments(packages)).toBeUndefined();
    expect(lastDocuments(packages.slice(0, 2))?.get("Order")?.document).toEqual({ label: "b" });
  });
});
