import mjml2html from 'mjml';
import { components } from 'mjml-core';
import parseXml, { type MjmlNode } from 'mjml-parser-xml';
import { fastMjml, type FastMjml } from './fastRender.ts';
import { hasSample, sampleOf } from './samples.ts';

/**
 * The quick MJML for mails whose elements it has already written once exactly as MJML does, in samples. Each element is checked
 * when a mail has it for the first time: most mails have the same few, and nobody waits for the others.
 */
export class CheckedMjml {
  readonly #fast: FastMjml;
  readonly #checked = new Map<string, Promise<boolean>>();

  constructor(fast: FastMjml = fastMjml()) {
    this.#fast = fast;
  }

  /** Undefined where an element differs: then MJML is another one than this was made for, and renders alone. */
  async forTags(tags: ReadonlySet<string>): Promise<FastMjml | undefined> {
    const ofBody = [...tags].filter((tag) => this.#fast.component(tag) !== undefined);
    const unchecked = ofBody.filter((tag) => !this.#checked.has(tag));
    if (unchecked.length > 0) {
      const isSame = this.#check(unchecked);
      for (const tag of unchecked) this.#checked.set(tag, isSame);
    }
    const results = await Promise.all(ofBody.map(async (tag) => this.#checked.get(tag)));
    return results.every((isSame) => isSame === true) ? this.#fast : undefined;
  }

  async #check(tags: readonly string[]): Promise<boolean> {
    if (!tags.every(hasSample)) return false;
    const options = { validationLevel: 'skip', keepComments: true } as const;
    const text = sampleOf(tags);
    const parse = (): MjmlNode =>
      parseXml(text, { components, filePath: '', actualPath: '', ignoreIncludes: true, keepComments: true });
    try {
      const html = await this.#fast.render(parse(), options);
      const expected = await mjml2html(parse(), options);
      return withoutIds(html) === withoutIds(expected.html);
    } catch {
      // Made for another MJML: it renders without.
      return false;
    }
  }
}

/** Of menus and carousels, which are random. */
function withoutIds(html: string): string {
  return html.replace(/[0-9a-f]{16}/g, 'id');
}
