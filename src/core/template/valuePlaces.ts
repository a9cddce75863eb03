import { LineIndex } from '../text/lineIndex.ts';
import type { ValuePlace } from './dataShape.ts';
import { scanMustaches } from './mustaches.ts';
import type { SourceText } from './sourceFiles.ts';
import { scanTags, type Tag, type TagAttribute } from './tags.ts';

/** Tells what stands around the mustaches of one text. */
export class ValuePlaces {
  readonly #text: string;
  #lines: LineIndex | undefined;
  #attributes: readonly { readonly tag: string; readonly attribute: TagAttribute }[] | undefined;
  #styles: readonly { readonly start: number; readonly end: number }[] = [];

  constructor(source: SourceText) {
    this.#text = source.text;
  }

  /** Undefined where nothing says more than that a text is wanted. */
  placeOf(location: hbs.AST.SourceLocation): ValuePlace | undefined {
    const start = this.#offsetOf(location.start);
    const end = this.#offsetOf(location.end);
    const found = this.#attributeAt(start);
    if (found !== undefined) {
      const before = this.#text.slice(Math.max(found.attribute.valueStart, start - contextLength), start);
      const after = this.#text.slice(end, Math.min(found.attribute.valueEnd, end + contextLength));
      return placeInAttribute(found.tag, found.attribute.name.toLowerCase(), { before, after });
    }
    const around = {
      before: this.#text.slice(Math.max(0, start - contextLength), start),
      after: this.#text.slice(end, end + contextLength),
    };
    return this.#styles.some((style) => style.start <= start && start < style.end)
      ? placeInCss(around)
      : placeInText(around);
  }

  #offsetOf(position: hbs.AST.Position): number {
    this.#lines ??= new LineIndex(this.#text);
    return this.#lines.offsetAt({ line: position.line - 1, character: position.column });
  }

  #attributeAt(offset: number): { readonly tag: string; readonly attribute: TagAttribute } | undefined {
    this.#attributes ??= this.#scan();
    let low = 0;
    let high = this.#attributes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#attributes[middle]?.attribute.valueEnd ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const found = this.#attributes[low];
    return found !== undefined && found.attribute.valueStart <= offset ? found : undefined;
  }

  #scan(): readonly { readonly tag: string; readonly attribute: TagAttribute }[] {
    const tags = scanTags(this.#text, scanMustaches(this.#text));
    this.#styles = stylesOf(tags, this.#text.length);
    return tags.flatMap((tag) => tag.attributes.map((attribute) => ({ tag: tag.name, attribute })));
  }
}

interface Around {
  readonly before: string;
  readonly after: string;
}

/** Enough to see the property or the unit beside a value. */
const contextLength = 60;

function stylesOf(tags: readonly Tag[], length: number): readonly { readonly start: number; readonly end: number }[] {
  return tags.flatMap((tag, index) =>
    tag.kind === 'open' && (tag.name === 'style' || tag.name === 'mj-style')
      ? [{ start: tag.end, end: tags[index + 1]?.start ?? length }]
      : [],
  );
}

function placeInAttribute(tag: string, name: string, around: Around): ValuePlace | undefined {
  if (name === 'style') return placeInCss(around);
  if (
    name === 'src' ||
    name === 'background-url' ||
    name === 'poster' ||
    (name === 'background' && !tag.startsWith('mj-'))
  )
    return addressPlace(around, 'image');
  if (name === 'href' || name === 'action' || name === 'cite') return addressPlace(around, 'url');
  if (name === 'css-class' || name === 'mj-class' || name === 'class' || name === 'id') return 'className';
  if (name === 'lang') return 'language';
  if (tag === 'mj-button' && name === 'background-color') return 'accent';
  if (tag === 'mj-button' && name === 'color') return 'onAccent';
  return placeOfProperty(name, around, tag.startsWith('mj-'));
}

function addressPlace({ before, after }: Around, whole: 'image' | 'url'): ValuePlace | undefined {
  const start = before.trimStart();
  if (start === '') return after.trim() === '' ? whole : 'urlBase';
  if (/^mailto:$/i.test(start)) return 'email';
  if (/^tel:$/i.test(start)) return 'phone';
  return 'urlPart';
}

function placeInCss(around: Around): ValuePlace | undefined {
  // A value before in the same declaration is none of its ends.
  const before = around.before.replaceAll(/\{\{[^{}]*\}\}/g, '_');
  const declaration = before.slice(before.search(/[^;{}]*$/));
  const colon = declaration.indexOf(':');
  if (colon < 0) return undefined;
  const name = declaration.slice(0, colon).trim().toLowerCase();
  if (/url\(\s*["']?$/i.test(declaration)) return 'image';
  return placeOfProperty(name, { ...around, before: declaration.slice(colon + 1) }, true);
}

function placeOfProperty(name: string, { before, after }: Around, hasUnits: boolean): ValuePlace | undefined {
  const isBackground = name === 'background' || name === 'bgcolor' || name.endsWith('background-color');
  if (isBackground || /(^|-)color$/.test(name))
    return before.endsWith('#') ? 'hexColor' : isBackground ? 'background' : 'color';
  if (name.endsWith('font-family')) return 'font';
  if (name === 'align' || name === 'text-align') return 'alignment';
  if (!lengthPattern.test(name)) return undefined;
  const isSmall = !/(?<!border-)width$|(?<!line-)height$/.test(name);
  if (hasUnits && !/^\s*(px|%|em|rem|pt)/.test(after)) return isSmall ? 'fewPixels' : 'pixels';
  return isSmall ? 'smallNumber' : 'number';
}

const lengthPattern =
  /^(max-|min-|icon-|inner-|container-)?(width|height|size|padding|margin|font-size|line-height|border-radius|border-width|border-spacing|letter-spacing|cellpadding|cellspacing|border|icon-size)(-(top|right|bottom|left|width|radius))?$/;

function placeInText({ before, after }: Around): ValuePlace | undefined {
  if (/[$€£¥₫₹]\s?$/.test(before) || /^\s?(?:[€£¥₫₹]|(?:EUR|USD|GBP|CHF|VND|đ|kr|zł)(?![\p{L}]))/u.test(after))
    return 'amount';
  if (/^\s?%/.test(after)) return 'percentage';
  return undefined;
}
