export type LocalImage =
  | { readonly kind: 'loaded'; readonly url: string; readonly blob: Blob }
  | { readonly kind: 'loading' }
  | { readonly kind: 'missing' };

/** What a load gives: the image, that it is still the one with this tag, or undefined when there is none. */
export type LoadedFile = { readonly blob: Blob; readonly tag: string } | 'unchanged' | undefined;

export interface LocalImagesDeps {
  readonly load: (fileUrl: string, knownTag: string | undefined) => Promise<LoadedFile>;
  readonly onDidChange: (fileUrl: string) => void;
}

interface Entry {
  readonly image: LocalImage;
  readonly tag?: string;
}

/**
 * The images of the mail that are files. VS Code serves files to a webview's own page but not to a frame inside it
 * (https://github.com/microsoft/vscode/issues/186967), so the page loads them and hands them to the frame as blobs.
 */
export class LocalImages {
  readonly #deps: LocalImagesDeps;
  readonly #entries = new Map<string, Entry>();
  #isPausing = false;

  constructor(deps: LocalImagesDeps) {
    this.#deps = deps;
  }

  find(fileUrl: string): LocalImage {
    const entry = this.#entries.get(fileUrl);
    if (entry !== undefined) return entry.image;
    this.#makeRoom();
    this.#entries.set(fileUrl, { image: { kind: 'loading' } });
    void this.#load(fileUrl);
    return { kind: 'loading' };
  }

  /** The file that is shown under an address. */
  fileOf(url: string): string | undefined {
    for (const [fileUrl, { image }] of this.#entries) if (image.kind === 'loaded' && image.url === url) return fileUrl;
    return undefined;
  }

  /** What stands behind an address that was given for a file. */
  blobOf(url: string): Blob | undefined {
    for (const { image } of this.#entries.values()) if (image.kind === 'loaded' && image.url === url) return image.blob;
    return undefined;
  }

  /** Looks whether files have come, gone or changed. Asked with every update of the mail, it does so once in a while. */
  refresh(): void {
    if (this.#isPausing) return;
    this.#isPausing = true;
    setTimeout(() => (this.#isPausing = false), pauseMs);
    for (const [fileUrl, { image }] of this.#entries) if (image.kind !== 'loading') void this.#load(fileUrl);
  }

  async #load(fileUrl: string): Promise<void> {
    const before = this.#entries.get(fileUrl);
    const loaded = await this.#deps.load(fileUrl, before?.tag);
    // Another load may have come first, or the entry made room for others.
    if (loaded === 'unchanged' || this.#entries.get(fileUrl) !== before) return;
    if (loaded === undefined && before?.image.kind === 'missing') return;
    release(before);
    this.#entries.set(
      fileUrl,
      loaded === undefined
        ? { image: { kind: 'missing' } }
        : { image: { kind: 'loaded', url: URL.createObjectURL(loaded.blob), blob: loaded.blob }, tag: loaded.tag },
    );
    this.#deps.onDidChange(fileUrl);
  }

  /** Addresses that are being typed are looked for too; the oldest go first. */
  #makeRoom(): void {
    for (const [fileUrl, entry] of this.#entries) {
      if (this.#entries.size < maxImages) return;
      release(entry);
      this.#entries.delete(fileUrl);
    }
  }
}

/** Asks VS Code for the file; its service worker keeps what it has and compares. */
export async function fetchImage(fileUrl: string, knownTag: string | undefined): Promise<LoadedFile> {
  try {
    const response = await fetch(fileUrl, { cache: 'no-cache' });
    if (!response.ok) return undefined;
    const tag = response.headers.get('etag') ?? response.headers.get('last-modified') ?? '';
    if (tag !== '' && tag === knownTag) return 'unchanged';
    return { blob: await response.blob(), tag };
  } catch {
    // No answer at all: to the mail it is the same as no such file.
    return undefined;
  }
}

function release(entry: Entry | undefined): void {
  if (entry?.image.kind === 'loaded') URL.revokeObjectURL(entry.image.url);
}

const pauseMs = 3000;

/** Far more than a mail shows. */
const maxImages = 300;
