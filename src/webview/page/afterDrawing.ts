/** What may wait until the page was drawn. Done once, however often it is asked for before. */
export class AfterDrawing {
  readonly #run: () => void;
  #request: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(run: () => void) {
    this.#run = run;
  }

  /** A page that nobody sees is not drawn: there it waits for `now`. */
  ask(): void {
    if (this.#request !== undefined) return;
    this.#request = requestAnimationFrame(() => {
      this.#timer = setTimeout(() => this.now());
    });
  }

  /** Does at once what was asked for, if anything was: something else has to find it done. */
  now(): void {
    if (this.#request === undefined) return;
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#timer);
    this.#request = undefined;
    this.#run();
  }
}
