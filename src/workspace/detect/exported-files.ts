/** Files that a Selecto project has written out: domains of `mix selecto.domain.export`, and folders of saved views. Only in projects with a mix.exs. */
import { folderOf, type HistoryFiles } from "../histories/history.ts";
import { isIncidental } from "./path-words.ts";

const FORMAT = '"selecto.normalized_domain"';
const VIEW_FOLDER = /^(saved_views?|saved_view_configs?|filter_sets?|exported_views?)$/;

/** Exported domains below some `priv/`. Where modules hold the domains, these are copies of them. */
export async function findExportedDomains(files: HistoryFiles): Promise<readonly string[]> {
  const candidates = jsonFiles(files).filter((path) => /(^|\/)priv\/(?!static\/)/.test(path));
  const reads = await Promise.all(candidates.map((path) => files.text(path)));
  return candidates.filter((_, index) => {
    const read = reads[index];
    return read?.ok === true && read.text.includes(FORMAT);
  });
}

/** Folders whose name says that saved views, filter sets or exported views lie in them. */
export function findViewFolders(files: HistoryFiles): readonly string[] {
  const folders = jsonFiles(files).flatMap((path) => {
    const parts = folderOf(path).split("/");
    const index = parts.findIndex((part) => VIEW_FOLDER.test(part));
    return index === -1 ? [] : [parts.slice(0, index + 1).join("/")];
  });
  return [...new Set(folders)].toSorted();
}

function jsonFiles({ paths }: HistoryFiles): readonly string[] {
  if (!paths.some((path) => /(^|\/)mix\.exs$/.test(path))) return [];
  return paths.filter((path) => path.endsWith(".json") && !isIncidental(path) && !/(^|\/)(deps|_build|assets)\//.test(path));
}
