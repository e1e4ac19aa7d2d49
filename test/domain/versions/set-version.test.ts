/** A version is written into a file of which nothing else changes. */
import { expect, it } from "@jest/globals";
import { withVersion } from "../../../src/domain/notations/set-version.ts";

it.each([
  ["a.yaml", "# head\nname: Order   # who\nversion: 1.0.0  # what\nsource: {}\n", "# head\nname: Order   # who\nversion: 2.0.0  # what\nsource: {}\n"],
  ["a.yaml", "name: Order\nversion: '1.0.0'\n", "name: Order\nversion: 2.0.0\n"],
  ["a.yml", "# head\nname: Order # who\nsource: {}\n", "# head\nname: Order # who\nversion: 2.0.0\nsource: {}\n"],
  ["a.yaml", "# head\nsource:\n  fields: [a]\n", "# head\nversion: 2.0.0\nsource:\n  fields: [a]\n"],
  ["a.yaml", "name: Order", "name: Order\nversion: 2.0.0\n"],
  ["a.json", '{\n  "name": "Order",\n  "source": {}\n}\n', '{\n  "name": "Order",\n  "version": "2.0.0",\n  "source": {}\n}\n'],
  ["a.json", '{"name": "Order", "version": "1.0.0"}', '{"name": "Order", "version": "2.0.0"}'],
])("%s %j", (path, text, expected) => expect(withVersion(path, text, "2.0.0")).toBe(expected));

it.each([
  ["a.ex", "defmodule A do\nend\n"],
  ["a.json", '{"format": "selecto.normalized_domain", "domain": {}}'],
  ["a.yaml", "name: ["],
  ["a.yaml", "- a\n"],
])("%s is not written here: %j", (path, text) => expect(withVersion(path, text, "2.0.0")).toBeUndefined());
