/** What the extension host tells the runner, as JSON. */
export interface MochaResults {
  readonly tests: readonly MochaTest[];
}

export interface MochaTest {
  readonly title: string;
  readonly isPassed: boolean;
  readonly durationMs: number;
  readonly error?: string;
}
