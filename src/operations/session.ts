/** A workspace opened for one command: what is in it, and how shadows, history and target are reached. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openEmbedded } from "../database/embedded/open.ts";
import { openServerShadow } from "../database/server-shadow.ts";
import type { Database } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import { DEFAULT_SEARCH_PATH } from "../model/oracle-settings.ts";
import { loadParser, quoteIdentifier } from "../sql/index.ts";
import { chooseShadow } from "../workspace/config/database.ts";
import { readEnvironment, type Environment } from "../workspace/config/environment.ts";
import { loadConfig, requireVersion, type LoadedConfig } from "../workspace/config/load.ts";
import { detectWorkspace } from "../workspace/detect-workspace.ts";
import { openDiskTree } from "../workspace/disk-tree.ts";
import { findWorkspaceFolder } from "../workspace/find-workspace.ts";
import type { FileTree } from "../workspace/file-tree.ts";
import { describeLayout, type WorkspaceLayout } from "../workspace/layout.ts";
import type { ShadowOptions } from "./open-state.ts";

export interface Session {
  /** absolute */
  readonly folder: string;
  readonly tree: FileTree;
  readonly loaded: LoadedConfig | undefined;
  readonly layout: WorkspaceLayout;
  readonly environment: Environment;
  readonly shadow: ShadowOptions;
  /** namespaces of the search path, in order */
  readonly namespaces: readonly string[];
  /** absolute */
  readonly historyFile: string;
  readonly migrationsFolder: string;
  /** what was chosen by default: for stderr */
  readonly notes: readonly string[];
  /** Drops the shadows that are open on a server; for an interrupt. */
  closeShadows(): Promise<void>;
}

export interface SessionOptions {
  readonly allow?: readonly string[];
  /** the SQL is somebody else's (a pull request): a superuser's server must not run it unasked */
  readonly foreignCode?: boolean;
  /** of this selecto; a workspace that requires another one is refused */
  readonly toolVersion?: string;
}

/** Opens the workspace that a folder belongs to: the nearest configuration upwards, else the folder itself. @throws SelectoError for a missing folder or a wrong configuration */
export async function openSession(start: string, options: SessionOptions = {}): Promise<Session> {
  const folder = await findWorkspaceFolder(start);
  const tree = await openDiskTree(folder);
  const [loaded] = await Promise.all([loadConfig(tree), loadParser()]);
  if (loaded !== undefined && options.toolVersion !== undefined) requireVersion(loaded, options.toolVersion);
  const layout = await detectWorkspace(tree, loaded);
  const environment = readEnvironment();
  const config = loaded?.config;
  const configuredPath = config?.database?.searchPath;
  const namespaces = configuredPath === undefined ? ["public"] : Array.isArray(configuredPath) ? configuredPath : [configuredPath];
  const searchPath = configuredPath === undefined ? DEFAULT_SEARCH_PATH : namespaces.map(quoteIdentifier).join(", ");
  const shadows = new Set<Promise<Database>>();
  const isOurs = layout.configured || existsSync(join(folder, "snapshots", "history.db"));
  return {
    folder,
    tree,
    loaded,
    layout,
    environment,
    namespaces,
    shadow: { searchPath, ...shadowOf(loaded, environment, options, shadows) },
    historyFile: join(folder, config?.history ?? (isOurs ? "snapshots/history.db" : ".selecto/history.db")),
    migrationsFolder: join(folder, config?.migrations ?? "migrations"),
    notes: layout.configured ? [] : [describeLayout(layout)],
    closeShadows: async () => void (await Promise.allSettled([...shadows].map(async (opening) => (await opening).close()))),
  };
}

function shadowOf(
  loaded: LoadedConfig | undefined,
  environment: Environment,
  { allow = [], foreignCode = false }: SessionOptions,
  shadows: Set<Promise<Database>>,
): Omit<ShadowOptions, "searchPath"> {
  const config = loaded?.config.shadow;
  const timeoutMs = (config?.timeout ?? 30) * 1000;
  const extensions = config?.extensions ?? [];
  if (config?.engine === "server" && config.url === undefined) {
    throw new SelectoError({
      code: "shadow-without-url",
      what: "shadow.engine is server, and no server is named",
      why: "selecto guesses no server: it creates and drops databases there",
      next: "set shadow.url (env:NAME) in selecto.config.yaml, or leave shadow.engine out",
    });
  }
  if (config?.url === undefined || config.engine === "embedded")
    return { timeoutMs, extensions, open: (names) => openEmbedded({ extensions: [...names, ...extensions], timeoutMs }) };
  // The address is looked up when a shadow is needed: migrate up where only the target is known must not ask for it.
  const open = async (): Promise<Database> => {
    const choice = chooseShadow({ config: loaded, environment });
    if (choice?.kind !== "url") throw new Error("a shadow.url that is no URL was accepted");
    return openServerShadow(choice.url, { source: choice.source, timeoutMs, allowSuperuser: !foreignCode || allow.includes("superuser-shadow") });
  };
  return { timeoutMs, extensions, major: config.major ?? 0, open: () => remember(open(), shadows) };
}

/** Keeps the database in the set until it is closed: from the start, because it exists on the server before we hear of it. */
async function remember(opening: Promise<Database>, open: Set<Promise<Database>>): Promise<Database> {
  open.add(opening);
  const database = await opening.catch((error: unknown) => {
    open.delete(opening);
    throw error;
  });
  return {
    ...database,
    close() {
      open.delete(opening);
      return database.close();
    },
  };
}
