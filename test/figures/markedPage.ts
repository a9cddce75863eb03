import { type Element as PageElement, type Node as PageNode, Window } from 'happy-dom';
import { markAttribute, parseMark } from '../../src/core/sourceMap/marks.ts';
import type { MarkedPlace, SourceMap } from '../../src/core/sourceMap/sourceMap.ts';

export interface ElementCount {
  readonly total: number;
  readonly own: number;
  readonly covered: number;
  readonly isWhole: boolean;
}

export interface ShownText {
  readonly text: string;
  readonly node: PageNode;
}

/** The document of an html with marks, as the preview reads them: a text is what the nearest mark before it says. */
export class MarkedPage {
  readonly #body: PageElement;
  readonly #map: SourceMap | undefined;

  constructor(html: string, map?: SourceMap) {
    const { DOMParser } = new Window({
      settings: { disableJavaScriptEvaluation: true, disableJavaScriptFileLoading: true, disableCSSFileLoading: true },
    });
    this.#body = new DOMParser().parseFromString(html, 'text/html').body;
    this.#map = map;
  }

  /** In the order of the document. */
  texts(): readonly ShownText[] {
    const found: ShownText[] = [];
    const visit = (node: PageNode): void => {
      if (node.nodeType === node.TEXT_NODE) found.push({ text: node.textContent, node });
      else if (!/^(?:STYLE|SCRIPT|TITLE|NOSCRIPT)$/.test(node.nodeName)) node.childNodes.forEach(visit);
    };
    visit(this.#body);
    return found;
  }

  placeOf({ node }: ShownText): MarkedPlace | undefined {
    for (let at: PageNode | null = node; at !== null; at = at.parentNode) {
      if (at !== node) {
        const own = this.#placeOfElement(at);
        if (own !== undefined) return own;
      }
      for (let before = at.previousSibling; before !== null; before = before.previousSibling) {
        const place = before.nodeType === before.COMMENT_NODE ? this.#placeOfComment(before) : undefined;
        if (place !== undefined) return place;
      }
    }
    return undefined;
  }

  /** The element around it that is marked, nearest first. */
  elementsAround({ node }: ShownText): readonly MarkedPlace[] {
    const found: MarkedPlace[] = [];
    for (let at = node.parentNode; at !== null; at = at.parentNode) {
      const place = this.#placeOfElement(at);
      if (place !== undefined) found.push(place);
    }
    return found;
  }

  /**
   * Elements of the body that are shown; those with a mark; those with one, or inside of one, that is not the whole mail's. Whole
   * is a page when there is the mark of what holds a whole mail.
   */
  countElements(isHolderTag: (place: MarkedPlace) => boolean): ElementCount {
    const count = { total: 0, own: 0, covered: 0, isWhole: false };
    const visit = (element: PageElement, isInside: boolean): void => {
      const own = this.#placeOfElement(element);
      // What MJML makes of `<mj-preview>` has the mark of its text alone.
      if (!isInside && /^display:\s*none/.test(element.getAttribute('style') ?? '')) return;
      const isHolder = own !== undefined && isHolderTag(own);
      const isCovered = isInside || (own !== undefined && !isHolder);
      count.isWhole ||= isHolder;
      // The body's own frame holds all, and is no part of the mail that anybody points at.
      if (!isHolder && element !== this.#body) {
        count.total++;
        if (own !== undefined) count.own++;
        if (isCovered) count.covered++;
      }
      for (const child of element.children) visit(child, isCovered);
    };
    visit(this.#body, false);
    return count;
  }

  #placeOfComment(node: PageNode): MarkedPlace | undefined {
    const [, text = ''] = /^mailproof:(.*)$/.exec(node.textContent) ?? [];
    const mark = parseMark(text);
    return mark === undefined ? undefined : this.#map?.placeOf(mark);
  }

  #placeOfElement(node: PageNode): MarkedPlace | undefined {
    if (!('getAttribute' in node) || typeof node.getAttribute !== 'function') return undefined;
    const text: unknown = node.getAttribute(markAttribute);
    const mark = typeof text === 'string' ? parseMark(text) : undefined;
    return mark === undefined ? undefined : this.#map?.placeOf(mark);
  }
}
