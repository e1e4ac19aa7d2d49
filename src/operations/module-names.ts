/** Which Elixir module a domain is, or would be. */
import { moduleNameOf } from "../domain/notations/elixir/write-module.ts";
import { isElixir, type DomainFile } from "../domain/notations/notation.ts";
import type { Domain } from "../model/domain.ts";
import type { ElixirProject } from "../workspace/elixir-project.ts";
import { textOf } from "./domain-files.ts";

/** Where nothing says how the application is called. */
export const APPLICATION = "MyApp";

/** The module that gives the domain; else the one that an export names; else the name that upstream would give. */
export function moduleFor(
  project: ElixirProject | undefined,
  { name, file, aliases = [] }: Pick<Domain, "name" | "file" | "aliases">,
  files: readonly DomainFile[],
): string {
  const own = isElixir(file) ? aliases[0] : /"domain_module"\s*:\s*"(?:Elixir\.)?([A-Z][\w.]*)"/.exec(/\.json$/i.test(file) ? textOf(files, file) : "")?.[1];
  return own ?? moduleNameOf(project?.module ?? APPLICATION, name);
}
