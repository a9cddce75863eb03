import morphdom from 'morphdom';

/**
 * Makes a shown document equal to another one by changing only what differs, so that scroll positions, loaded images, open
 * `<details>` and what was typed into a form survive. `to` is used up.
 */
export function patchDocument(from: Document, to: Document): void {
  const restoreState = setAsideState([from.documentElement]);
  if (!fillEmpty(from, to)) patchElement(from.documentElement, to.documentElement);
  restoreState([from.documentElement]);
}

/** There is nothing to compare the first mail with, and what is moved need not be copied. False: nothing was done. */
function fillEmpty(from: Document, to: Document): boolean {
  const root = from.documentElement;
  const parts = [...root.children];
  const wanted = [...to.documentElement.childNodes];
  const isEmpty = root.childNodes.length === parts.length && parts.every((part) => !part.hasChildNodes());
  // Line breaks and comments may be anywhere around head and body.
  if (!isEmpty || namesOf(parts) !== namesOf(wanted.filter(isElement))) return false;
  patchAttributes(root, to.documentElement);
  let at = 0;
  for (const node of wanted) {
    const part = parts[at];
    if (part === undefined || !isElement(node)) root.insertBefore(node, part ?? null);
    else {
      patchAttributes(part, node);
      part.append(...node.childNodes);
      at++;
    }
  }
  return true;
}

function namesOf(elements: readonly Element[]): string {
  return elements.map((element) => element.nodeName).join(' ');
}

/**
 * The same for some neighbours below one element, and nothing around them. Gives the nodes that stand there then, one for each of `to`.
 */
export function patchNodes({ parent, from, to, next }: PatchedNodes): readonly ChildNode[] {
  const restoreState = setAsideState(from.filter(isElement));
  alignNodes(parent, { before: from, after: to, next });
  const shown: ChildNode[] = [];
  let at = from.length > 0 || to.length > 0 ? firstOf(parent, next, to.length) : null;
  for (const wanted of to) {
    if (at === null) break;
    const following: ChildNode | null = at.nextSibling;
    if (isElement(at) && isElement(wanted)) patchElement(at, wanted);
    else if (at.nodeValue !== wanted.nodeValue) at.nodeValue = wanted.nodeValue;
    shown.push(at);
    at = following;
  }
  restoreState(shown.filter(isElement));
  return shown;
}

export interface PatchedNodes {
  readonly parent: Element;
  readonly from: readonly ChildNode[];
  readonly to: readonly ChildNode[];
  /** What follows them; null: nothing. */
  readonly next: ChildNode | null;
}

/**
 * Only the attributes of an element, in their order. One that comes before others is followed by these again; what an image has loaded
 * is still there then, because nothing is asked for in between.
 */
export function patchAttributes(from: Element, to: Element): void {
  const wanted = [...to.attributes];
  const shown = [...from.attributes];
  let same = 0;
  while (same < wanted.length && shown[same]?.name === wanted[same]?.name) same++;
  for (const attribute of shown.slice(same)) from.removeAttributeNode(attribute);
  for (const [index, attribute] of wanted.entries()) {
    const before = shown[index];
    if (index < same && before !== undefined) {
      if (before.value !== attribute.value) before.value = attribute.value;
    } else {
      // By its node: a parser takes names that `setAttribute` refuses.
      const copy = from.ownerDocument.importNode(attribute, true);
      from.setAttributeNode(copy);
    }
  }
}

/** `to` is used up. */
function patchElement(from: Element, to: Element): void {
  if (from.isEqualNode(to)) return;
  morphdom(from, to, {
    // Ids are not keys: mails repeat them, and morphdom moves the wrong elements then.
    getNodeKey: () => undefined,
    onBeforeElUpdated: (shown, wanted) => {
      if (shown.isEqualNode(wanted)) return false;
      patchAttributes(shown, wanted);
      alignNodes(shown, { before: [...shown.childNodes], after: [...wanted.childNodes], next: null });
      return true;
    },
  });
}

/** The first of so many nodes in front of another one. */
function firstOf(parent: Element, next: ChildNode | null, count: number): ChildNode | null {
  let at = next;
  for (let index = 0; index < count; index++) at = at === null ? parent.lastChild : at.previousSibling;
  return at;
}

/**
 * morphdom compares children by position, so that one section put in front would rewrite all that follow. Here what is equal is
 * found first, and the difference in number is made up in between.
 */
function alignNodes(shown: Element, { before, after, next }: Alignment): void {
  let start = 0;
  while (isSame(before[start], after[start])) start++;
  let beforeEnd = before.length;
  let afterEnd = after.length;
  while (beforeEnd > start && afterEnd > start && isSame(before[beforeEnd - 1], after[afterEnd - 1])) {
    beforeEnd--;
    afterEnd--;
  }
  let beforeAt = start;
  let afterAt = start;
  const isMoved = before.length !== after.length;
  const pairs = isMoved ? equalElements(before.slice(start, beforeEnd), after.slice(start, afterEnd)) : [];
  for (const [beforeSame, afterSame] of pairs) {
    pairUp(
      shown,
      before.slice(beforeAt, start + beforeSame),
      after.slice(afterAt, start + afterSame),
      before[start + beforeSame],
    );
    beforeAt = start + beforeSame + 1;
    afterAt = start + afterSame + 1;
  }
  pairUp(shown, before.slice(beforeAt, beforeEnd), after.slice(afterAt, afterEnd), before[beforeEnd] ?? next);
}

interface Alignment {
  readonly before: readonly Node[];
  readonly after: readonly Node[];
  readonly next: Node | null;
}

/** Pairs of indexes of equal elements, in order. Texts and comments are no landmarks: most of them are equal anyway. */
function equalElements(before: readonly Node[], after: readonly Node[]): readonly (readonly [number, number])[] {
  if (before.length * after.length > comparisonLimit) return [];
  const pairs: (readonly [number, number])[] = [];
  let from = 0;
  for (const [afterIndex, wanted] of after.entries()) {
    if (wanted.nodeType !== elementNode) continue;
    const found = before.findIndex((shown, index) => index >= from && shown.isEqualNode(wanted));
    if (found === -1) continue;
    pairs.push([found, afterIndex]);
    from = found + 1;
  }
  return pairs;
}

/** Leaves as many nodes as wanted and of the same kinds: where kinds differ, morphdom drops nodes until one fits. */
function pairUp(shown: Element, before: readonly Node[], after: readonly Node[], next: Node | null | undefined): void {
  const imported = (node: Node): Node => shown.ownerDocument.importNode(node, true);
  for (const [index, wanted] of after.entries()) {
    const partner = before[index];
    if (partner === undefined) shown.insertBefore(imported(wanted), next ?? null);
    else if (partner.nodeName !== wanted.nodeName) shown.replaceChild(imported(wanted), partner);
  }
  for (const surplus of before.slice(after.length)) shown.removeChild(surplus);
}

function isSame(shown: Node | undefined, wanted: Node | undefined): boolean {
  return shown !== undefined && wanted !== undefined && shown.isEqualNode(wanted);
}

/** Beyond this the comparison costs more than it saves: two hundred changed sections against two hundred. */
const comparisonLimit = 40_000;

const elementNode = 1;

/** Whether the author wrote `open`, for the elements whose attribute the reader may have changed since. */
const authoredOpen = new WeakMap<Element, boolean>();

/**
 * `<details>` that the reader opened would look changed, and closed by the update. What the author wrote is put back for the comparison,
 * what the reader did afterwards; no frame is painted in between.
 */
function setAsideState(shown: readonly Element[]): (patched: readonly Element[]) => void {
  const details = detailsIn(shown).map((found) => ({ found, isOpen: found.open }));
  for (const { found } of details) found.open = authoredOpen.get(found) ?? found.open;
  return (patched) => {
    const before = new Map(details.map(({ found, isOpen }) => [found, { isOpen, authored: authoredOpen.get(found) }]));
    for (const found of detailsIn(patched)) {
      const state = before.get(found);
      authoredOpen.set(found, found.open);
      // Where the author changed the attribute itself, that is what they want to see.
      if (state !== undefined && state.authored === found.open) found.open = state.isOpen;
    }
  };
}

function detailsIn(roots: readonly Element[]): readonly HTMLDetailsElement[] {
  return roots.flatMap((root) => [...(isDetails(root) ? [root] : []), ...root.querySelectorAll('details')]);
}

/** Nodes of another window are not instances of this window's classes. */
function isDetails(element: Element): element is HTMLDetailsElement {
  return element.localName === 'details' && 'open' in element;
}

function isElement(node: Node): node is Element {
  return node.nodeType === elementNode;
}
