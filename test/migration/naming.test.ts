/** Names of migrations. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isMigrationName, nameMigration, slugOf } from "../../src/migration/package/naming.ts";

const AT = Date.UTC(2026, 10, 22, 15, 2, 0, 999);

describe("slugOf", () => {
  it.each([
    ["Add order note", "add_order_note"],
    ["  drop--the  e-mail! ", "drop_the_e_mail"],
    ["../../etc/passwd", "etc_passwd"],
    ["Prüfung Größe", "prufung_gro_e"],
    ["日本", "migration"],
    ["", "migration"],
    ["a\0b\nc", "a_b_c"],
    [`${"x".repeat(59)} yy`, "x".repeat(59)],
  ])("%j is %s", (text, slug) => expect(slugOf(text)).toBe(slug));

  it("whatever is typed, the name is one and stays one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), (text) => {
        const slug = slugOf(text);
        expect(slugOf(slug)).toBe(slug);
        expect(isMigrationName(nameMigration(AT, text, []))).toBe(true);
      }),
    );
  });
});

describe("nameMigration", () => {
  it("is UTC seconds, and a second later while the stamp is taken", () => {
    expect(nameMigration(AT, "x", [])).toBe("20261122150200_x");
    expect(nameMigration(AT, "x", ["20261122150200_other", "20261122150201_x"])).toBe("20261122150202_x");
  });

  it.each(["20261122150200", "20261122150200_", "2026_x", "20261122150200_A", "20261122150200_a__b", "20261122150200_a/b", `20261122150200_${"x".repeat(61)}`])(
    "%s is no name",
    (name) => expect(isMigrationName(name)).toBe(false),
  );
});
