/** Domains of an Elixir project as a user keeps them: generated, edited by hand, generated again, versioned, brought back; base and overlay are two files. */
import { afterAll, expect, it } from "@jest/globals";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages } from "./stage.ts";

afterAll(removeStages);

const SCHEMA = `CREATE TABLE users (id bigint PRIMARY KEY, full_name text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, total numeric(12,2), placed_at timestamptz NOT NULL);
`;
const BASE = "lib/shop/selecto_domains/order_domain.ex";
const OVERLAY = "lib/shop/selecto_domains/overlays/order_domain_overlay.ex";

it("generates modules, keeps edits, and edits each part where it stands", async () => {
  const stage = openStage({ "mix.exs": "defmodule Shop.MixProject do\n  def project, do: [app: :shop]\nend\n", "schema.sql": SCHEMA });
  await stage.run("domain generate orders --format elixir --dry-run");
  await stage.run("domain generate orders --format elixir");
  expect(stage.files("lib")).toEqual([BASE, OVERLAY]);
  stage.note(stage.read(OVERLAY).trimEnd());
  await stage.run("domain validate");
  stage.note("edited by hand, in both files; then the schema goes on");
  stage.write({
    [BASE]: stage.read(BASE).replace('label: "Total"},', 'label: "Sum"}, # as accounting says'),
    [OVERLAY]: stage.read(OVERLAY).replace("  # @redactions [:notes]\n", '  defcolumn :placed_at do\n    label("When") # not Placed at\n  end\n'),
    "schema.sql": `${SCHEMA}ALTER TABLE orders ADD COLUMN note text;\n`,
  });
  await stage.run("domain generate orders --format elixir");
  expect(stage.read(BASE)).toMatch(/label: "Sum"\}, # as accounting says[^]*note: %\{type: :string/);
  stage.commit();
  await stage.run("domain version create Order");
  expect(stage.read(BASE)).toContain('domain_version: "1.0.0"');
  expect((await stage.ask("migrate generate initial")).exit).toBe(0);
  stage.note("a label of the overlay and a type of the base change, and come back");
  const [base, overlay] = [stage.read(BASE), stage.read(OVERLAY)];
  stage.write({ [BASE]: base.replace("note: %{type: :string", "note: %{type: :text").replace("1.0.0", "1.0.1"), [OVERLAY]: overlay.replace('"When"', '"At"') });
  expect((await stage.ask("migrate generate labels")).exit).toBe(0);
  await stage.run("domain version rollback Order --to 1.0.0");
  expect([stage.read(BASE), stage.read(OVERLAY)]).toEqual([base, overlay]);
  stage.note("a field is added where the others are");
  stage.write({ "schema.sql": `${stage.read("schema.sql")}ALTER TABLE orders ADD COLUMN weight integer;\n` });
  await stage.run("domain add field Order weight");
  expect(stage.read(OVERLAY)).toBe(overlay);
  expectGolden("elixir-domains", stage);
});

it("generated JSON is an export, and follows the schema as well", async () => {
  const stage = openStage({ "schema.sql": SCHEMA });
  expect((await stage.ask("domain generate orders --format json")).exit).toBe(0);
  const text = stage.read("domains/order.json");
  expect(JSON.parse(text)).toMatchObject({ format: "selecto.normalized_domain", generated: expect.stringMatching(/^sha256:/), domain: { name: "Order" } });
  // A fresh clone remembers nothing but the file.
  stage.write({
    ".selecto": null,
    "domains/order.json": text.replace('"label": "Total"', '"label":   "Sum"'),
    "schema.sql": `${SCHEMA}ALTER TABLE orders ADD COLUMN note text;\n`,
  });
  expect((await stage.ask("domain generate orders --format json")).exit).toBe(0);
  expect(stage.read("domains/order.json")).toMatch(/"label": {3}"Sum"[^]*"note": \{/);
  expect(await stage.ask("domain generate orders --format json")).toMatchObject({ stdout: expect.stringContaining("unchanged") });
});
