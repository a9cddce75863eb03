import { type MergeTag, scanMergeTags, type TagSyntax } from '../template/mergeTags.ts';
import { type MjmlPlace, placesIn } from '../template/places.ts';

/**
 * Carries the tags of another language through MJML, so that they come out where they were put in.
 *
 * MJML hands them through in texts and attributes, and there nothing is done: the html is what the project's own build makes.
 * Between elements it drops them, and in front of `<mjml>` too. Projects that run their language before MJML rightly write
 * them there, so they are kept, as if each stood in `<mj-raw>`; who runs it after MJML is told, by `findDroppedTags`.
 */
export class KeptTags {
  readonly #syntaxes: ReadonlySet<TagSyntax>;
  /** Each by the number that stands for it. */
  readonly #kept: string[] = [];
  readonly #numbers = new Map<string, number>();
  #before = '';
  #after = '';

  constructor(syntaxes: ReadonlySet<TagSyntax>) {
    this.#syntaxes = syntaxes;
  }

  /** Hides from MJML what it would drop or stumble over in a template. Lines stay. */
  hide(text: string): string {
    const { hidden, before, after } = this.#hide(text);
    this.#before = before;
    this.#after = after;
    return hidden;
  }

  /** The same in an included file, of which MJML takes only what is inside. */
  hideInInclude(text: string): string {
    return this.#hide(text).hidden;
  }

  #hide(text: string): { readonly hidden: string; readonly before: string; readonly after: string } {
    const tags = scanMergeTags(text).filter((tag) => this.#syntaxes.has(tag.syntax) && !tag.isInCode);
    const places = placesIn(text, tags);
    const root = text.search(/<mjml[\s>]/i);
    const isWhole = root >= 0;
    const body = text.search(/<mj-body[\s>/]/i);
    // `{{define "subject"}}Hi {{.Name}}{{end}}`: what stands between tags in front of the mail belongs to them.
    const front = tags.filter((tag) => tag.end <= root);
    const frontStart = front[0]?.start ?? 0;
    const frontEnd = front.at(-1)?.end ?? 0;
    let hidden = text.slice(0, frontStart) + blank(text.slice(frontStart, frontEnd));
    let from = frontEnd;
    let before = text.slice(frontStart, frontEnd);
    let after = '';
    for (const [index, tag] of tags.entries()) {
      const raw = text.slice(tag.start, tag.end);
      const place = places[index];
      if (place === undefined || tag.start < frontEnd) continue;
      const isOutside = isWhole && place.value === undefined && (place.parent === undefined || place.parent === 'mjml');
      if (isOutside && !place.isInTag) {
        if (tag.start < body || body < 0) before += raw;
        else after += raw;
      }
      hidden += this.#keepLookalikes(text.slice(from, tag.start)) + this.#replacement(raw, text, { place, isOutside });
      from = tag.end;
    }
    return { hidden: hidden + this.#keepLookalikes(text.slice(from)), before, after };
  }

  /** Puts back what `hide` hid, in the html that was made of it. */
  restore(html: string): string {
    const inside = html.replace(placeholder, (whole, index: string, lines: string) => {
      const kept = this.#kept[Number(index)];
      // The line ends of the tag stand behind it; what follows them is the author's.
      return kept === undefined ? whole : kept + lines.slice(lineEndsOf(kept).length);
    });
    return this.#before + inside + this.#after;
  }

  /** A value that a tag will still change cannot be judged. */
  isIn(value: string): boolean {
    return value.search(placeholder) >= 0 || scanMergeTags(value).some((tag) => this.#syntaxes.has(tag.syntax));
  }

  #replacement(
    raw: string,
    text: string,
    { place, isOutside }: { readonly place: MjmlPlace; readonly isOutside: boolean },
  ): string {
    if (place.isInTag || isOutside) return blank(raw);
    if (place.value !== undefined) {
      const quote = text[place.value.start - 1] ?? '';
      return raw.includes(quote) || raw.includes('>') ? this.#keep(raw) : raw;
    }
    const isBetween = place.isBetweenMjml || place.parent === undefined;
    if (!isBetween) return raw.includes('<', 1) ? this.#keep(raw) : raw;
    if (place.parent !== undefined && !rawParents.has(place.parent)) return blank(raw);
    return `<mj-raw>${this.#keep(raw)}</mj-raw>`;
  }

  /** What the author wrote that looks like one of ours. */
  #keepLookalikes(text: string): string {
    return text.replace(/mailproof-kept-tag-\d+-/g, (written) => this.#keep(written));
  }

  #keep(raw: string): string {
    let index = this.#numbers.get(raw);
    if (index === undefined) {
      index = this.#kept.push(raw) - 1;
      this.#numbers.set(raw, index);
    }
    return `mailproof-kept-tag-${index}-${lineEndsOf(raw)}`;
  }
}

/** Elements that may hold `<mj-raw>`, in all versions of MJML. */
const rawParents = new Set([
  'mj-accordion',
  'mj-accordion-element',
  'mj-body',
  'mj-column',
  'mj-container',
  'mj-group',
  'mj-head',
  'mj-hero',
  'mj-navbar',
  'mj-section',
  'mj-social',
  'mj-wrapper',
]);

const placeholder = /mailproof-kept-tag-(\d+)-(\n*)/g;

function lineEndsOf(text: string): string {
  return text.replace(/[^\n]/g, '');
}

function blank(raw: string): string {
  return raw.replace(/[^\r\n]/g, ' ');
}

/** Tags that MJML would drop although others of the same file are saved from it by `<mj-raw>`: so the language runs after MJML. */
export function findDroppedTags(text: string, syntaxes: ReadonlySet<TagSyntax>): readonly MergeTag[] {
  const tags = scanMergeTags(text).filter((tag) => syntaxes.has(tag.syntax) && !tag.isInCode);
  const places = placesIn(text, tags);
  const isSaved = tags.some((tag, index) => isControl(tag) && places[index]?.isInRaw === true);
  return isSaved ? tags.filter((_tag, index) => places[index]?.isBetweenMjml === true) : [];
}

function isControl(tag: MergeTag): boolean {
  return tag.syntax !== 'mustache' || /^[-~\s]*(?:if|range|with|end|else)\b/.test(tag.inner);
}
