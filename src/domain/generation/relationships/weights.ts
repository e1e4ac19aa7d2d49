/**
 * How much each piece of evidence weighs, on the scale of log odds: 2.3 makes something ten times as
 * likely. Signs and sizes were thought out, and corrected where the schemas of one half of the benchmark
 * (`npm run bench relationships`) showed them wrong. `--fit` shows what that half would choose by itself:
 * nearly the same, and worse on the other half. Each line says why the evidence exists at all.
 */

export const WEIGHTS = {
  /** before anything is known, a column refers to nothing */
  bias: -4.5,
  /** the column is called like the key it would refer to; team conventions make this near certain */
  keyName: 4,
  /** and that key is at home in its table: customer_id in customers */
  keyHome: 2,
  /** but the key's name is taken from a third table: chat_id as the key of chat_settings */
  keyBorrowed: -5,
  /** unless this table is about the other (employee_history and employees): both have the key of the third */
  sharedKey: 9,
  /** it is a key of its own table by itself, and the other one is not at home in its table */
  ownUnique: -2,
  /** the column names the table: user_id and users */
  nameWhole: 4.5,
  /** the column names the end of the table's name: job_id and provisioner_jobs */
  nameTail: 3,
  /** several tables' names end like that; by the logarithm of how many */
  severalTails: -0.7,
  /** api_key_key_id beside api_key says something about that column */
  aboutColumn: -3,
  /** the column's name is short for the table's: dept_id */
  nameShort: 1.5,
  /** the table's name and then a role: product_assembly_id */
  nameHead: -0.5,
  /** words before the name, a role: billing_address_id. Slightly less sure than without */
  role: -0.7,
  /** somebody who did something: created_by, reviewer_id */
  peopleRole: 4,
  /** ends like somebody: banner_id */
  somebody: 1,
  /** another table of people is likelier */
  secondPeople: -2,
  /** parent_id and its like lead to the own table */
  selfRole: 4,
  /** parent_id and child_id in a table that connects rows of the table it is named after */
  end: 3,
  /** the very same type; keys are copied with their type */
  sameType: 1,
  /** two uuid columns are keys, two integers may be counts */
  uuid: 0.5,
  /** texts are mostly data */
  text: -1.5,
  /** the name ends with id or key: it was meant as a reference */
  keyWord: 1.5,
  /** no word says key */
  noKeyWord: -2,
  /** and it is a plural: a number of things */
  plural: -4,
  /** the table makes the values itself, so they come from nowhere else */
  ownValues: -5,
  /** references lead to primary keys */
  primary: 1,
  /** somebody looks rows up by it */
  indexed: 0.3,
  /** tables of one namespace belong together */
  sameNamespace: 0.7,
  /** a table seldom refers to itself but in a role */
  self: -1.5,
  /** names of both tables begin alike: workspace_apps and workspace_agents */
  sharedStart: 0.7,
  /** this table's name begins with the other's: order_item_taxes and order_items */
  about: 1.5,
  /** ids that others gave out: external_id, stripe_customer_id */
  foreignWord: -5,
  /** a type column stands beside it: it leads to several tables */
  typeBeside: -5,
  /** another column of the table has the other table's whole name */
  namedBetter: -5,
  /** the only column of the primary key is a reference only in one-to-one tables */
  ownKey: -3,
  /** where tables number their rows, a key without numbers of its own has them from another table */
  givenKey: 2,
  /** and is seldom what others mean */
  givenTarget: -2,
  /** a view or a function of the schema joins the column to this key */
  joined: 6,
  /** and to that key many tables are joined: it may hold another table's key, and is still what is meant */
  joinedHub: 2,
  /** columns of the same name elsewhere lead there */
  agreement: 2,
  /** columns of the same name elsewhere lead to another table, or nowhere */
  disagreement: -1,
  /** a declared foreign key of a column with this name leads there */
  declaredElsewhere: 4,
} as const;

export type Feature = keyof typeof WEIGHTS;
export type Weights = Readonly<Record<Feature, number>>;
