/**
 * The only file of this room that looks at the process environment. It hands out plain values, so that
 * everything else can be asked with made-up ones.
 */

/** Environment variables as data. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. */
export function readEnvironment(): Environment {
  return process.env;
}

/** Variables that point git at another repository; a git hook sets them for its own. */
const REPOSITORY_VARIABLES = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_NAMESPACE",
];

/**
 * The environment for a git child process: English messages, no prompt, no lock taken for a mere look.
 * Without `network`, git may not talk to anything, not even to complete a partial clone.
 */
export function gitEnvironment(network: boolean): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  for (const name of REPOSITORY_VARIABLES) delete environment[name];
  environment["LC_ALL"] = "C";
  environment["GIT_TERMINAL_PROMPT"] = "0";
  environment["GIT_OPTIONAL_LOCKS"] = "0";
  if (!network) {
    environment["GIT_NO_LAZY_FETCH"] = "1";
    environment["GIT_ALLOW_PROTOCOL"] = "none";
  }
  return environment;
}
