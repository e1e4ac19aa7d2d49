/** The value of `--module`. */
import { SelectoError } from "../model/error.ts";

/** @throws SelectoError for what is no name of a module */
export function readModule(name: string | undefined): string | undefined {
  if (name === undefined || /^[A-Z]\w*(?:\.[A-Z]\w*)*$/.test(name)) return name;
  throw new SelectoError({
    code: "usage",
    what: `${name} is no name of an Elixir module`,
    why: "each part begins with a capital letter",
    next: "--module MyApp.SelectoDomains.OrderDomain",
  });
}
