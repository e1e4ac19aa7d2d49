/** Names with everything PostgreSQL allows: as tables, columns, queries, domains, files and folders, there and back. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages, type Files } from "./stage.ts";

afterAll(removeStages);

const LONG = "n".repeat(59);
const NAMES: Files = {
  "schema.sql": `create table "Weird ""Table"" ünïcode" ("Col umn" int, "a.b" text, "ÄÖ€😀" text, "select" int, "q'uote" text);
create table t_63${LONG} (c_63${LONG} int);
create schema "My Space";
create table "My Space"."Users" (id int primary key, "Name" text);
`,
  "queries/with space ü.sql": `-- name: weird_one
select "Col umn", "a.b", "ÄÖ€😀", "select", "q'uote" from "Weird ""Table"" ünïcode";
-- name: öffnen
select "Name" from "My Space"."Users";
-- name: long
select c_63${LONG} from t_63${LONG};
`,
  "queries/$HOME;`x`/it's.sql": 'select "a.b" from "Weird ""Table"" ünïcode";\n',
  "domains/weird.yaml": `name: "Odd Dömain 'x'"
source:
  source_table: 'Weird "Table" ünïcode'
  primary_key: Col umn
  fields: [Col umn, "a.b", "q'uote"]
  columns:
    Col umn: {type: integer}
    a.b: {type: string}
    q'uote: {type: string}
`,
  ".gitignore": ".selecto/\n",
};

describe("names", () => {
  it("mean what they name, with quotes and without", async () => {
    const stage = openStage(NAMES);
    await stage.run(["analyze", "impact", 'Weird "Table" ünïcode']);
    await stage.run(["analyze", "impact", '"Weird ""Table"" ünïcode"."a.b"', "Odd Dömain 'x'", "query:öffnen", "queries/with space ü.sql", "My Space.Users"]);
    await stage.run(["analyze", "impact", 'Weird "Table" ünïcodes']);
    await stage.run(["analyze", "impact", "--drop", '"Weird ""Table"" ünïcode"."a.b"']);
    await stage.run(["analyze", "impact", "--rename", '"My Space"."Users"."Name":"Full: ""Name"""']);
    await stage.run(["analyze", "impact", "--retype", `t_63${LONG}.c_63${LONG}:bigint`]);
    expectGolden("names", stage);
  });

  it("survive a migration, a snapshot and git", async () => {
    const stage = openStage(NAMES);
    stage.commit();
    expect(await stage.ask(["migrate", "generate", "Ünï code / ../../x; drop"])).toMatchObject({ exit: 0 });
    expect(stage.files("migrations").map((file) => file.replace(/\d{14}/, "stamp"))).toEqual(
      ["down.sql", "migration.json", "up.sql"].map((file) => `migrations/stamp_uni_code_x_drop/${file}`),
    );
    expect(await stage.ask("migrate up --database embedded")).toMatchObject({ exit: 0 });
    expect(await stage.ask(["snapshot", "--label", "vörsion/1.0"])).toMatchObject({ exit: 0 });
    const sql = await stage.ask(["snapshot", "export", "vörsion/1.0", "--sql"]);
    stage.write({ "copy.sql": sql.stdout });
    expect((await stage.ask("diff files copy.sql")).stdout).toContain("No differences");
    expect(await stage.ask("migrate down --database embedded")).toMatchObject({ exit: 0 });
    stage.write({ "schema.sql": stage.read("schema.sql").replace('"a.b" text, ', "") });
    const { stdout, exit } = await stage.ask("check");
    expect(exit).toBe(1);
    expect(stdout).toContain("queries/$HOME;`x`/it's.sql:1:8");
  });
});
