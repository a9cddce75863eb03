import type { PlacedImage } from '../../core/mail/imagePlaces.ts';
import { Disposable } from '../../host/disposable.ts';
import { loadSource } from '../../host/sourceModule.ts';
import type { ShownMailState } from '../../protocol/preview.ts';

export interface ReportedMail {
  readonly html: string;
  /** Absolute path of the template, and of the folder that its images may lie in. */
  readonly template: string;
  readonly root: string;
  /** Files that it was made of, and the texts of those that were not saved. */
  readonly dependencies: readonly string[];
  readonly overrides: Readonly<Record<string, string>>;
}

/** What was counted, and the local images that cannot go along. */
export interface CountedMail {
  readonly state: ShownMailState;
  readonly missing: readonly PlacedImage[];
}

/**
 * Counts what clients limit, once the typing pauses: to read a mail of 20,000 lines at each key would make the preview late for
 * figures that nobody reads while typing.
 */
export class MailStateReporter extends Disposable {
  readonly #onCount: (counted: CountedMail) => void;
  readonly #source: typeof loadSource;
  #timer: NodeJS.Timeout | undefined;
  #last: (CountedMail & { readonly mail: ReportedMail }) | undefined;
  #wanted: ReportedMail | undefined;
  #isStale = false;

  constructor(onCount: (counted: CountedMail) => void, source = loadSource) {
    super();
    this.#onCount = onCount;
    this.#source = source;
    this.register({ dispose: () => clearTimeout(this.#timer) });
  }

  take(mail: ReportedMail): void {
    this.#wanted = mail;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#count(mail), pauseMs);
  }

  /** A picture was added, changed or removed on disk: what was counted may not be true any more. */
  lookAgain(): void {
    const mail = this.#wanted;
    if (mail === undefined || this.#last?.state.localImageCount === 0) return;
    this.#isStale = true;
    this.take(mail);
  }

  /** For a page that is made again. */
  repeat(): void {
    if (this.#last !== undefined && this.#last.mail.template === this.#wanted?.template) this.#onCount(this.#last);
  }

  async #count(mail: ReportedMail): Promise<void> {
    const last = this.#last;
    // What is missing may be there by now.
    const isSame = last?.mail.html === mail.html && last.mail.template === mail.template;
    if (isSame && last.missing.length === 0 && !this.#isStale) return;
    this.#isStale = false;
    const { readMailState, weighImages, diskFileReader } = this.#source();
    const { localImages, ...counted } = readMailState(mail.html);
    const { totalBytes, missing } = await weighImages(localImages, { ...mail, files: diskFileReader(mail) });
    const images = {
      localImageCount: localImages.length,
      localImageBytes: totalBytes,
      missingImageCount: missing.length,
    };
    if (this.isDisposed || mail !== this.#wanted) return;
    this.#last = { mail, state: { ...counted, ...images }, missing };
    this.#onCount(this.#last);
  }
}

const pauseMs = 300;
