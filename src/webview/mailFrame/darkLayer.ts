import { cssColor, parseComputedColor, type Color } from './color.ts';
import type { DarkRules } from './darkRules.ts';

/**
 * The colours of a client's dark mode, laid over a shown mail as inline styles, as the clients do it themselves. What was there is
 * kept aside and comes back to the letter. After a patch only what it touched is looked at again, before it is painted.
 */
export class DarkLayer {
  readonly #mail: Document;
  /** The elements that carry something of ours, with what their `style` was. */
  readonly #originals = new Map<Element, string | null>();
  /** Those whose text has a colour of ours, which others may inherit. */
  readonly #colored = new WeakSet<Element>();
  /** Told between a patch and `didPatch`, which come in tasks of their own. */
  readonly #heard: MutationRecord[] = [];
  readonly #changes = new MutationObserver((records) => {
    for (const record of records) this.#heard.push(record);
  });
  #rules: DarkRules | undefined;
  #stillSheet: CSSStyleSheet | undefined;

  constructor(mail: Document) {
    this.#mail = mail;
  }

  /** Undefined: the mail as it is. */
  show(rules: DarkRules | undefined): void {
    if (rules === this.#rules) return;
    if (this.#rules !== undefined) this.#changedRoots(this.#takeChanges());
    this.#lift();
    this.#rules = rules;
    this.#changes.disconnect();
    this.#stopTransitions(rules !== undefined);
    if (rules === undefined) return;
    this.#changes.observe(this.#mail, { subtree: true, childList: true, attributes: true, characterData: true });
    this.#darken(rules, this.#mail.body);
  }

  /** The document was changed by somebody else. */
  didPatch(): void {
    if (this.#rules === undefined) return;
    const records = this.#takeChanges();
    if (records.length === 0) return;
    const roots = this.#changedRoots(records);
    if (roots === 'all') {
      this.refresh();
      return;
    }
    for (const root of roots) {
      this.#lift(root);
      this.#darken(this.#rules, root);
    }
  }

  /** Everything again: the width of the mail may have chosen other colours. */
  refresh(): void {
    if (this.#rules === undefined) return;
    this.#changedRoots(this.#takeChanges());
    this.#lift();
    this.#darken(this.#rules, this.#mail.body);
  }

  #takeChanges(): readonly MutationRecord[] {
    return [...this.#heard.splice(0), ...this.#changes.takeRecords()];
  }

  /** Also forgets the originals of what the patch has written itself. */
  #changedRoots(records: readonly MutationRecord[]): ReadonlySet<Element> | 'all' {
    const touched = new Set<Element>();
    let mayColorAnything = false;
    // All of them, whatever the first ones say: what the patch has written must not be overwritten with what was there before.
    for (const { type, target, attributeName, removedNodes } of records) {
      const owner = isElement(target) ? target : target.parentElement;
      if (owner === null) continue;
      if (type === 'attributes' && attributeName === 'style') {
        this.#originals.delete(owner);
        this.#colored.delete(owner);
      }
      if (!this.#mail.body.contains(owner)) mayColorAnything ||= owner.isConnected;
      else if (owner.localName === 'style' || [...removedNodes].some((node) => node.nodeName === 'STYLE'))
        mayColorAnything = true;
      else touched.add(owner);
    }
    for (const found of this.#originals.keys()) if (!found.isConnected) this.#originals.delete(found);
    if (mayColorAnything || touched.size > rootLimit) return 'all';
    if ([...touched].some((root) => root.querySelector('style') !== null)) return 'all';
    if (touched.size > 0 && dependsOnOthers(this.#mail)) return 'all';
    const outer = [...touched].filter((root) => root.isConnected).map((root) => this.#withColoredAncestors(root));
    const roots = new Set(outer);
    for (const root of roots) if (outer.some((other) => other !== root && other.contains(root))) roots.delete(root);
    return roots;
  }

  /** Text inherits its colour: to read what the mail says, no ancestor may carry one of ours. */
  #withColoredAncestors(root: Element): Element {
    let outermost = root;
    for (let above = root.parentElement; above !== null; above = above.parentElement) {
      if (this.#colored.has(above)) outermost = above;
    }
    return outermost;
  }

  #darken(rules: DarkRules, root: Element): void {
    const view = this.#mail.defaultView;
    if (view === null) return;
    const plans: Plan[] = [];
    // All is read before anything is written, so that the styles are computed once.
    for (const found of [root, ...root.querySelectorAll<HTMLElement>('*')]) {
      if (!isStyled(found)) continue;
      const plan = planFor(found, view.getComputedStyle(found), rules);
      if (plan !== undefined) plans.push(plan);
    }
    const overridden = rules.marksElements ? this.#mark(plans, view) : plans;
    for (const plan of overridden) this.#write(plan);
    this.#changes.takeRecords();
  }

  /** Sets Outlook's attributes, and leaves alone what the author's rules for them have coloured. */
  #mark(plans: readonly Plan[], view: Window): readonly Plan[] {
    for (const { owner, text, background } of plans) {
      this.#keep(owner);
      if (text !== undefined) owner.setAttribute(textMark, text.original);
      if (background !== undefined) owner.setAttribute(backgroundMark, background.original);
    }
    if (!styleText(this.#mail).includes('data-ogs')) return plans;
    return plans.map((plan) => {
      const style = view.getComputedStyle(plan.owner);
      return {
        ...plan,
        text: plan.text?.original === style.color ? plan.text : undefined,
        background: plan.background?.original === style.backgroundColor ? plan.background : undefined,
      };
    });
  }

  #write({ owner, text, background, borders, paintsText }: Plan): void {
    const set = (property: string, value: string): void => owner.style.setProperty(property, value, 'important');
    this.#keep(owner);
    if (text !== undefined && paintsText) {
      set('color', text.wanted);
      this.#colored.add(owner);
    }
    if (background !== undefined) set('background-color', background.wanted);
    if (borders !== undefined) set('border-color', borders);
  }

  #keep(owner: Element): void {
    if (!this.#originals.has(owner)) this.#originals.set(owner, owner.getAttribute('style'));
  }

  #lift(root?: Element): void {
    for (const [owner, style] of this.#originals) {
      if (root !== undefined && !root.contains(owner)) continue;
      if (style === null) owner.removeAttribute('style');
      else owner.setAttribute('style', style);
      owner.removeAttribute(textMark);
      owner.removeAttribute(backgroundMark);
      this.#originals.delete(owner);
      this.#colored.delete(owner);
    }
    this.#changes.takeRecords();
  }

  /** A colour that is on its way from one to another would be read as one that the mail has. */
  #stopTransitions(isStopped: boolean): void {
    const view = this.#mail.defaultView;
    if (view === null) return;
    if (this.#stillSheet === undefined) {
      this.#stillSheet = new view.CSSStyleSheet();
      this.#stillSheet.replaceSync('*, ::before, ::after { transition: none !important; }');
    }
    this.#mail.adoptedStyleSheets = isStopped ? [this.#stillSheet] : [];
  }
}

interface Change {
  readonly original: string;
  readonly wanted: string;
}

interface Plan {
  readonly owner: HTMLElement;
  readonly text: Change | undefined;
  readonly background: Change | undefined;
  readonly borders: string | undefined;
  /** Others get no colour of ours: it would be inherited by elements whose own is still to be read. */
  readonly paintsText: boolean;
}

function planFor(owner: HTMLElement, style: CSSStyleDeclaration, rules: DarkRules): Plan | undefined {
  const text = changeOf(style.color, rules.text);
  const textColor = parseComputedColor(text?.wanted ?? style.color);
  const background =
    textColor === undefined
      ? undefined
      : changeOf(style.backgroundColor, (original) => rules.background(original, textColor));
  const hasBorder = style.borderWidth !== '0px';
  const borders = hasBorder && rules.border !== undefined ? bordersOf(style, rules.border) : undefined;
  if (text === undefined && background === undefined && borders === undefined) return undefined;
  const paintsText = hasBorder || paintingElements.has(owner.localName) || hasOwnText(owner);
  // Without marks, an element whose colour is only handed on needs nothing.
  if (!rules.marksElements && !paintsText && background === undefined) return undefined;
  return { owner, text, background, borders, paintsText };
}

function changeOf(original: string, change: (color: Color) => Color): Change | undefined {
  const color = parseComputedColor(original);
  if (color === undefined || color.alpha === 0) return undefined;
  const wanted = cssColor(change(color));
  return wanted === cssColor(color) ? undefined : { original, wanted };
}

function bordersOf(style: CSSStyleDeclaration, change: (color: Color) => Color): string | undefined {
  const originals = [style.borderTopColor, style.borderRightColor, style.borderBottomColor, style.borderLeftColor];
  const wanted = originals.map((original) => changeOf(original, change)?.wanted ?? original);
  return wanted.join() === originals.join() ? undefined : wanted.join(' ');
}

/** Elements that draw something in their text's colour although they hold no text. */
const paintingElements: ReadonlySet<string> = new Set(['li', 'input', 'select', 'textarea', 'button', 'hr', 'img']);

function hasOwnText(owner: Element): boolean {
  for (let child = owner.firstChild; child !== null; child = child.nextSibling) {
    if (child.nodeType === textNode && /\S/.test(child.nodeValue ?? '')) return true;
  }
  return false;
}

/** Whether a change in one place may colour another: then a look at the place alone proves nothing. */
function dependsOnOthers(mail: Document): boolean {
  return /[+~]|:(?:nth|first|last|only|empty|has)\b|data-ogs/i.test(styleText(mail));
}

function styleText(mail: Document): string {
  return [...mail.querySelectorAll('style')].map((style) => style.textContent).join('\n');
}

function isStyled(found: Element): found is HTMLElement {
  return found.namespaceURI === 'http://www.w3.org/1999/xhtml' && found.localName !== 'style';
}

function isElement(node: Node): node is Element {
  return node.nodeType === elementNode;
}

const textMark = 'data-ogsc';
const backgroundMark = 'data-ogsb';
/** Beyond this, one look at everything is cheaper. */
const rootLimit = 200;
const elementNode = 1;
const textNode = 3;
