import { contrast, cssColor, over, parseComputedColor, type Color } from './color.ts';
import { readableContrast } from './darkRules.ts';

export interface HardText {
  readonly owner: Element;
  /** How it begins. */
  readonly text: string;
  readonly color: string;
  readonly background: string;
  readonly ratio: number;
}

export interface HardTexts {
  /** The first ones, in the order of the mail. */
  readonly listed: readonly HardText[];
  readonly count: number;
}

/**
 * The texts that can be seen and contrast less with what is behind them than WCAG asks. Those on a picture are left out: what is
 * behind them is not known.
 */
export function findHardTexts(mail: Document, canvas: Color): HardTexts {
  const view = mail.defaultView;
  if (view === null) return { listed: [], count: 0 };
  const listed: HardText[] = [];
  const backgrounds = new Map<Element, Backdrop>();
  const backdropOf = (owner: Element): Backdrop => {
    const known = backgrounds.get(owner);
    if (known !== undefined) return known;
    const style = view.getComputedStyle(owner);
    const own = style.backgroundImage === 'none' ? parseComputedColor(style.backgroundColor) : undefined;
    const behind = (): Backdrop =>
      owner.parentElement === null ? { color: canvas, css: cssColor(canvas) } : backdropOf(owner.parentElement);
    const found = own === undefined ? undefined : own.alpha === 0 ? behind() : withOwn(own, behind);
    backgrounds.set(owner, found);
    return found;
  };
  let count = 0;
  for (const owner of mail.body.querySelectorAll('*')) {
    const text = ownText(owner);
    if (text === undefined || !isVisible(owner)) continue;
    const style = view.getComputedStyle(owner);
    const color = parseComputedColor(style.color);
    const backdrop = color === undefined || Number.parseFloat(style.fontSize) < 4 ? undefined : backdropOf(owner);
    if (color === undefined || backdrop === undefined) continue;
    const ratio = contrast(over(color, backdrop.color), backdrop.color);
    if (ratio >= readableContrast) continue;
    count++;
    if (listed.length < listLimit) listed.push({ owner, text, color: style.color, background: backdrop.css, ratio });
  }
  return { listed, count };
}

/** Undefined: a picture, or a colour that cannot be judged. */
type Backdrop = { readonly color: Color; readonly css: string } | undefined;

function withOwn(own: Color, behind: () => Backdrop): Backdrop {
  const back = own.alpha === 1 ? undefined : behind();
  if (own.alpha !== 1 && back === undefined) return undefined;
  const color = back === undefined ? own : over(own, back.color);
  return { color, css: cssColor(color) };
}

/** Letters or digits: what only keeps space is not read. */
function ownText(owner: Element): string | undefined {
  let text = '';
  for (const child of owner.childNodes) {
    if (child.nodeType === textNode && text.length < textLength) text += child.nodeValue ?? '';
  }
  return /[\p{L}\p{N}]/u.test(text) ? text.replace(/\s+/g, ' ').trim().slice(0, textLength) : undefined;
}

function isVisible(owner: Element): boolean {
  if (!owner.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const { width, height } = owner.getBoundingClientRect();
  return width > 1 && height > 1;
}

const listLimit = 50;
const textLength = 80;
const textNode = 3;
