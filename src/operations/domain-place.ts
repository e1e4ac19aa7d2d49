/** Where a domain that is new to the workspace goes, and under which names. */
import { modulePathOf, underscored } from "../domain/notations/elixir/write-module.ts";
import type { NotationName } from "../domain/notations/write-document.ts";
import type { ElixirProject } from "../workspace/elixir-project.ts";
import type { Session } from "./session.ts";

/** The folder for files of this notation: that which the configuration names, `lib/my_app/selecto_domains` in a mix project. */
export function domainFolder(session: Session, notation: NotationName, project: ElixirProject | undefined): string {
  const configured = configuredFolder(session);
  if (notation === "elixir" && project !== undefined) return configured?.startsWith(project.folder) === true ? configured : `${project.folder}/selecto_domains`;
  return configured ?? "domains";
}

/** The folder of domains that the configuration names first; none where it names files or patterns. */
function configuredFolder({ loaded }: Session): string | undefined {
  const configured = loaded?.config.domains;
  const [first] = configured === undefined ? [] : typeof configured === "string" ? [configured] : configured;
  return first === undefined || /[*?{]|\.(?:ya?ml|json|exs?)$/.test(first) ? undefined : first.replace(/^\.\//, "").replace(/\/+$/, "");
}

/** The name of the file: `order.yaml`, `order_domain.ex`. */
export function domainFileName(notation: NotationName, name: string, module: string): string {
  return notation === "elixir" ? modulePathOf(module) : `${underscored(name)}.${notation}`;
}
