/** JSON files on one side of a comparison: the contract snapshot of a domain, or an exported domain. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { notationOf } from "../domain/notations/notation.ts";
import { readDomain } from "../domain/read-domain.ts";
import { contractOf } from "../domain/versions/contract.ts";
import { readContractSnapshot, SNAPSHOT_FORMAT } from "../domain/versions/surfaces.ts";
import { SelectoError } from "../model/error.ts";
import { formatPosition } from "../model/position.ts";
import { decodeText } from "../workspace/file-tree.ts";
import type { ContractSide } from "./compare-contracts.ts";
import type { Session } from "./session.ts";

/**
 * @returns undefined for what is no name of a JSON file
 * @throws SelectoError where the file cannot be read, or is neither
 */
export async function readContractFile(session: Session, name: string | undefined): Promise<ContractSide | undefined> {
  if (name === undefined || !/\.json$/i.test(name)) return undefined;
  const what = `cannot compare with ${name}`;
  const next = "name a file of mix selecto.domain.contract.snapshot or mix selecto.domain.export, or a state";
  const bytes = await readFile(resolve(session.folder, name)).catch(() => undefined);
  if (bytes === undefined) throw new SelectoError({ code: "contract-file-missing", what, why: "there is no such file that can be read", next });
  const text = decodeText(name, bytes);
  if (!text.ok) throw new SelectoError({ code: text.problem.code, what, why: text.problem.message, next: text.problem.next ?? next });
  const file = { path: name, text: text.text };
  const reading = notationOf("any.yaml")?.(file);
  if (reading?.document?.["format"] === SNAPSHOT_FORMAT) {
    const snapshot = readContractSnapshot(reading.document);
    if (typeof snapshot === "string") throw new SelectoError({ code: "contract-file-unknown", what, why: snapshot, next });
    return { origin: `${name} (contract of ${snapshot.name})`, domains: [{ ...snapshot, file: name, surfacesOnly: true }], unread: [] };
  }
  const { domain, diagnostics } = readDomain(file);
  const contract = domain === undefined ? undefined : contractOf(domain);
  if (domain === undefined || contract === undefined) {
    const fault = diagnostics.find(({ severity }) => severity === "error");
    const why =
      fault === undefined
        ? "it holds neither a contract nor a domain"
        : `${fault.position === undefined ? "" : `${formatPosition(fault.position)} `}${fault.message}`;
    throw new SelectoError({ code: "contract-file-unknown", what, why, next });
  }
  const { version } = domain;
  return { origin: name, domains: [{ name: domain.name, file: name, ...(version !== undefined && { version }), contract }], unread: [] };
}
