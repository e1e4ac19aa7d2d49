/** The help screens: an example comes first, then usage. Layout only; the texts are the commands' own. */
import { CommandHelp, Help, type Command, type Interfaces } from "@oclif/core";
import { standardizeIDFromArgv } from "@oclif/core/help";
import { unknownCommand } from "./command-not-found.ts";

class ExampleFirst extends CommandHelp {
  protected override sections(): ReturnType<CommandHelp["sections"]> {
    const sections = super.sections();
    const isExample = (section: { header: string }): boolean => section.header === "EXAMPLES";
    return [...sections.filter(isExample), ...sections.filter((section) => !isExample(section))];
  }
}

/** The root screen's own examples: the main job, and the gate. */
const ROOT_EXAMPLES = ["selecto analyze impact User", "selecto analyze impact --drop users.email", "selecto check"];

export default class SelectoHelp extends Help {
  protected override CommandHelpClass: typeof CommandHelp = ExampleFirst;

  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    super(config, { ...options, hideCommandSummaryInDescription: true, flagSortOrder: "none" });
  }

  override formatRoot(): string {
    const examples = this.section("EXAMPLES", ROOT_EXAMPLES.map((line) => `$ ${line}`).join("\n"));
    return super.formatRoot().replace(/\n\nVERSION\n[^\n]*/, `\n\n${examples}`);
  }

  override async showHelp(argv: string[]): Promise<void> {
    const words = argv.filter((word) => !word.startsWith("-"));
    const [id] = standardizeIDFromArgv([...words], this.config);
    if (id !== undefined && this.config.findCommand(id) === undefined && this.config.findTopic(id) === undefined) {
      throw unknownCommand(
        id,
        this.config.commands.map((command: Command.Loadable) => command.id),
      );
    }
    await super.showHelp(argv);
  }
}
