/**
 * Takes out the comments that say where the texts behind them come from, because a comment between two texts moves them by parts of a
 * pixel. What they say is noted on their parent: `child:offset:mark`, one for each, with a space between. `child` is the place of the
 * text among the parent's nodes afterwards, `offset` counts UTF-16 units in it. An attribute, so that patching carries it.
 */
export function noteTextMarks(root: Document | Element): void {
  const document = 'createTreeWalker' in root ? root : root.ownerDocument;
  const walker = document.createTreeWalker(root, showComments);
  const parents = new Set<Element>();
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (markOf(node) !== undefined && node.parentElement !== null) parents.add(node.parentElement);
  }
  for (const parent of parents) noteOn(parent);
}

/** Holds the marks of the texts of an element. */
export const textsAttribute = 'data-mailproof-texts';

/** The mark in a comment; undefined for any other node. */
export function markOf(node: Node): string | undefined {
  return node.nodeType === commentNode ? /^mailproof:([0-9a-z.]*)$/.exec(node.nodeValue ?? '')?.[1] : undefined;
}

function noteOn(parent: Element): void {
  const notes: string[] = [];
  let child = 0;
  let text: Text | undefined;
  for (let node = parent.firstChild, next: ChildNode | null; node !== null; node = next) {
    next = node.nextSibling;
    const mark = markOf(node);
    if (mark !== undefined) {
      // Behind a text the next one is joined to it; behind anything else it begins with the next node.
      notes.push(text === undefined ? `${child}:0:${mark}` : `${child - 1}:${text.length}:${mark}`);
      node.remove();
    } else if (text !== undefined && isText(node)) {
      text.data += node.data;
      node.remove();
    } else {
      text = isText(node) ? node : undefined;
      child++;
    }
  }
  parent.setAttribute(textsAttribute, notes.join(' '));
}

/** Nodes of another window are not instances of this window's classes. */
function isText(node: Node): node is Text {
  return node.nodeType === textNode;
}

const textNode = 3;
const commentNode = 8;
/** `NodeFilter.SHOW_COMMENT` */
const showComments = 128;
