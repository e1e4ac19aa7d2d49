/** What every renderer is told about the place its text goes to. Nothing here asks that place anything. */

export interface RenderOptions {
  /** terminal colours; ignored by json and markdown */
  readonly color: boolean;
  /** columns of the terminal; names and PostgreSQL's words are never cut to fit, they run over */
  readonly width: number;
  /** no list is cut */
  readonly all?: boolean;
}

export type Format = "text" | "json" | "markdown";
