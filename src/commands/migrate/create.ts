/** `selecto migrate create`. */
import { Args, Flags } from "@oclif/core";
import { EXIT, type ExitCode } from "../../model/error.ts";
import { createMigration } from "../../operations/create-migration.ts";
import { renderCreated } from "../../report/index.ts";
import { formatFlag } from "../base-command.ts";
import { SessionCommand } from "../session-command.ts";

export default class MigrateCreate extends SessionCommand<typeof MigrateCreate> {
  static override summary = "Make a package to write by hand: a data migration, or what no plan can know.";
  static override description =
    "It is UNPROVED until `migrate verify` has run it up, down and up again. Each statement is a step; INSERT and UPDATE are steps like others. A package without a way back must be declared with --irreversible.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> fill_full_names",
    "<%= config.bin %> <%= command.id %> fill_full_names --sql fill.sql --down unfill.sql",
    "<%= config.bin %> <%= command.id %> forget_old_logs --sql forget.sql --irreversible",
  ];
  static override args = { name: Args.string({ description: "what the migration is about", required: true }) };
  static override flags = {
    sql: Flags.string({ summary: "take the steps of up.sql from this file", helpValue: "FILE" }),
    down: Flags.string({ summary: "take the steps of down.sql from this file", helpValue: "FILE", exclusive: ["irreversible"] }),
    irreversible: Flags.boolean({ summary: "there is no way back" }),
    format: formatFlag(["text", "json"]),
  };

  protected override async answer(): Promise<ExitCode> {
    const { sql, down, irreversible } = this.flags;
    const created = await createMigration(await this.session(), {
      name: this.args.name,
      sql,
      down,
      irreversible,
      at: Date.now(),
      toolVersion: this.config.version,
    });
    this.print(renderCreated(created, this.form, this.rendering));
    return EXIT.fine;
  }
}
