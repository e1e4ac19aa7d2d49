/** What pg_dump tells apart, and what of a dump says nothing. */
import { describe, expect, it } from "@jest/globals";
import { compareObservations, dumpVersion } from "../../src/schema/observation.ts";

const titled = (name: string, type: string, body: string): string => `--\n-- Name: ${name}; Type: ${type}; Schema: public; Owner: -\n--\n\n${body}\n\n\n`;
const table = (...columns: string[]): string => titled("t", "TABLE", `CREATE TABLE public.t (\n    ${columns.join(",\n    ")}\n);`);

describe("compareObservations", () => {
  it.each<[string, string, string]>([
    ["the order of columns", table("a integer", "b text"), table("b text", "a integer")],
    [
      "the order of objects",
      table("a integer") + titled("s", "SEQUENCE", "CREATE SEQUENCE public.s;"),
      titled("s", "SEQUENCE", "CREATE SEQUENCE public.s;") + table("a integer"),
    ],
    ["settings between objects", `${table("a integer")}SET default_tablespace = '';\n\n`, table("a integer")],
    ["the name of a NOT NULL constraint", table("a integer CONSTRAINT old_a_not_null NOT NULL"), table("a integer NOT NULL")],
    [
      "the order of storage parameters",
      titled("t", "TABLE", "CREATE TABLE public.t (\n    a integer\n)\nWITH (fillfactor='70', autovacuum_enabled='false');"),
      titled("t", "TABLE", "CREATE TABLE public.t (\n    a integer\n)\nWITH (autovacuum_enabled='false', fillfactor='70');"),
    ],
    [
      "notes of a patched server about a column",
      `${table("a text")}ALTER TABLE ONLY public.t ALTER COLUMN a SET (pg_attver=22734668048, n_distinct=5);\n`,
      `${table("a text")}ALTER TABLE ONLY public.t ALTER COLUMN a SET (n_distinct=5);\n`,
    ],
    [
      "a dump in parts, and what stands around the objects",
      `-- PostgreSQL database dump\n-- Dumped by pg_dump version 18.3\n${table("a text")}-- PostgreSQL database dump complete\n\\unrestrict xyz\n` +
        `-- PostgreSQL database dump\nSET statement_timeout = 0;\n${titled("s", "SEQUENCE", "CREATE SEQUENCE public.s;")}-- PostgreSQL database dump complete\n\\unrestrict abc\n`,
      titled("s", "SEQUENCE", "CREATE SEQUENCE public.s;") + table("a text"),
    ],
  ])("%s says nothing", (_name, wanted, found) => expect(compareObservations(wanted, found)).toEqual([]));

  it("an option that may be a secret differs without its value", () => {
    const server = (password: string): string => titled("s", "SERVER", `CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (\n    password '${password}'\n);`);
    expect(compareObservations(server("it''s one"), server("another"))).toEqual([
      { object: "SERVER public.s", wanted: "password '...'", found: "password '...'" },
    ]);
  });

  it.each<[string, string, string, object]>([
    [
      "a storage",
      `${table("a text")}ALTER TABLE ONLY public.t ALTER COLUMN a SET STORAGE EXTERNAL;\n`,
      table("a text"),
      { object: "TABLE public.t", wanted: "ALTER TABLE ONLY public.t ALTER COLUMN a SET STORAGE EXTERNAL;" },
    ],
    ["a type", table("a text", "b text"), table("a integer", "b text"), { object: "TABLE public.t", wanted: "a text", found: "a integer" }],
    ["an object too many", "", table("a text"), { object: "TABLE public.t", found: "a text" }],
    [
      "the order of an enum's labels",
      titled("e", "TYPE", "CREATE TYPE public.e AS ENUM (\n    'a',\n    'b'\n);"),
      titled("e", "TYPE", "CREATE TYPE public.e AS ENUM (\n    'b',\n    'a'\n);"),
      { object: "TYPE public.e", wanted: "'a',", found: "'b'," },
    ],
    ["a line that stands twice", titled("f()", "FUNCTION", "x\nx"), titled("f()", "FUNCTION", "x"), { object: "FUNCTION public.f()", wanted: "x" }],
  ])("%s is named with its line", (_name, wanted, found, difference) => expect(compareObservations(wanted, found)).toMatchObject([difference]));
});

it("the version of pg_dump is read from its own words", () => {
  expect(dumpVersion("-- Dumped from database version 18.6\n-- Dumped by pg_dump version 18.3\n")).toBe("18.3");
  expect(dumpVersion("")).toBe("of unknown version");
});
