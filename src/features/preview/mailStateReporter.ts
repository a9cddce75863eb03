import path from 'node:path';
import { readDiskImage } from '../../core/template/diskImages.ts';
import { Disposable } from '../../host/disposable.ts';
import { loadSource } from '../../host/sourceModule.ts';
import type { ShownMailState } from '../../protocol/preview.ts';

export interface ReportedMail {
  readonly html: string;
  /** Absolute path of the template, and of the folder that its images may lie in. */
  readonly template: string;
  readonly root: string;
}

/**
 * Counts what clients limit, once the typing pauses: to read a mail of 20,000 lines at each key would make the preview late for
 * figures that nobody reads while typing.
 */
export class MailStateReporter extends Disposable {
  readonly #onState: (state: ShownMailState) => void;
  #timer: NodeJS.Timeout | undefined;
  #counted: { readonly mail: ReportedMail; readonly state: ShownMailState } | undefined;
  #wanted: ReportedMail | undefined;

  constructor(onState: (state: ShownMailState) => void) {
    super();
    this.#onState = onState;
    this.register({ dispose: () => clearTimeout(this.#timer) });
  }

  take(mail: ReportedMail): void {
    this.#wanted = mail;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#count(mail), pauseMs);
  }

  /** For a page that is made again. */
  repeat(): void {
    if (this.#counted !== undefined && this.#counted.mail.template === this.#wanted?.template)
      this.#onState(this.#counted.state);
  }

  async #count(mail: ReportedMail): Promise<void> {
    const last = this.#counted?.mail;
    if (last?.html === mail.html && last.template === mail.template) return;
    const { localImages, ...counted } = loadSource().readMailState(mail.html);
    const state = { ...counted, ...(await weigh(localImages, mail)) };
    if (this.isDisposed || mail !== this.#wanted) return;
    this.#counted = { mail, state };
    this.#onState(state);
  }
}

async function weigh(
  images: readonly string[],
  { template, root }: ReportedMail,
): Promise<Pick<ShownMailState, 'localImageCount' | 'localImageBytes' | 'missingImageCount'>> {
  let localImageBytes = 0;
  let missingImageCount = 0;
  for (const reference of images.slice(0, maxWeighed)) {
    const image = await readDiskImage(reference, { folder: path.dirname(template), root });
    if (image.kind === 'image') localImageBytes += image.content.length;
    else missingImageCount++;
  }
  return { localImageCount: images.length, localImageBytes, missingImageCount };
}

const pauseMs = 300;

/** A mail of more pictures is a mistake or an attack. */
const maxWeighed = 200;
