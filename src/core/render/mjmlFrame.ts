import { scanTags, type Tag } from '../template/tags.ts';

/** What must be added to a piece of MJML to make it a whole. */
export interface MjmlFrame {
  /** In the order of their places; all on the lines of the text itself, so that its line numbers stay. */
  readonly additions: readonly Addition[];
  /** What was added, in a sentence; empty when the text is a whole. */
  readonly notice: string;
  /** The text opens or closes elements for other files: its tags are in balance only within the frame. */
  readonly isBalancing: boolean;
}

interface Addition {
  readonly at: number;
  readonly text: string;
}

export interface FrameOptions {
  /** By its name or folder, the text is a piece that other templates use. */
  readonly isPartial: boolean;
  /** The element that it is used in, when it has no MJML of its own. */
  readonly holder?: string | undefined;
}

/** Partials are edited more often than whole mails: they are shown in the frame they most likely have. Undefined without MJML. */
export function frameFor(text: string, { isPartial, holder }: FrameOptions): MjmlFrame | undefined {
  const tags = scanTags(text).filter((tag) => /^mj(ml$|-)/.test(tag.name));
  const balance = balanceOf(tags);
  const missing = balance.unopened.length + balance.unclosed.length;
  if (isPartial && missing > 0 && missing <= maxMissing) return balancingFrame(text, tags, balance);
  const names = tags.filter((tag) => tag.kind === 'open').map((tag) => tag.name);
  if (names.length === 0) return holder === undefined ? undefined : holderFrame(text, holder);
  if (names.includes('mjml')) return { additions: [], notice: '', isBalancing: false };
  return pieceFrame(text, balance.roots);
}

/** A header opens three or four elements; what lacks many more is no piece of a mail. */
const maxMissing = 12;
/** Each stray closing tag is looked for among the open ones. */
const maxOpen = 300;

export function framed(text: string, frame: MjmlFrame | undefined): string {
  let whole = '';
  let from = 0;
  for (const { at, text: added } of frame?.additions ?? []) {
    whole += text.slice(from, at) + added;
    from = at;
  }
  return whole + text.slice(from);
}

/** The elements above one, from the root down. */
function parentsOf(name: string): readonly string[] {
  switch (name) {
    case 'mjml':
      return [];
    case 'mj-head':
    case 'mj-body':
      return ['mjml'];
    case 'mj-attributes':
    case 'mj-breakpoint':
    case 'mj-font':
    case 'mj-html-attributes':
    case 'mj-preview':
    case 'mj-style':
    case 'mj-title':
      return ['mjml', 'mj-head'];
    case 'mj-all':
    case 'mj-class':
      return ['mjml', 'mj-head', 'mj-attributes'];
    case 'mj-selector':
      return ['mjml', 'mj-head', 'mj-html-attributes'];
    case 'mj-container':
    case 'mj-section':
    case 'mj-wrapper':
    case 'mj-hero':
      return ['mjml', 'mj-body'];
    case 'mj-column':
    case 'mj-group':
      return ['mjml', 'mj-body', 'mj-section'];
    case 'mj-social-element':
      return [...columnPath, 'mj-social'];
    case 'mj-navbar-link':
      return [...columnPath, 'mj-navbar'];
    case 'mj-carousel-image':
      return [...columnPath, 'mj-carousel'];
    case 'mj-accordion-element':
      return [...columnPath, 'mj-accordion'];
    case 'mj-accordion-title':
    case 'mj-accordion-text':
      return [...columnPath, 'mj-accordion', 'mj-accordion-element'];
    default:
      return columnPath;
  }
}

const columnPath: readonly string[] = ['mjml', 'mj-body', 'mj-section', 'mj-column'];

/** They may stand nearly everywhere, and so go with their neighbours. */
const anywhere = new Set(['mj-raw', 'mj-include']);

/** Frames the outermost elements, each in its own parents; neighbours with the same parents share them. */
function pieceFrame(text: string, roots: readonly Tag[]): MjmlFrame {
  const paths = new Map<Tag, readonly string[]>();
  for (const root of roots) if (!anywhere.has(root.name)) paths.set(root, parentsOf(root.name));
  const fallback = [...paths.values()][0] ?? ['mjml', 'mj-body'];
  const additions: Addition[] = [];
  let open: readonly string[] = [];
  for (const root of roots) {
    const wanted = paths.get(root) ?? (open.length > 0 ? open : fallback);
    // A mail has one body: once it is open, what belongs into the head stays where it is.
    const path = open.includes('mj-body') && !wanted.includes('mj-body') && root.name !== 'mj-body' ? open : wanted;
    const shared = path.findIndex((name, index) => open[index] !== name);
    const kept = shared < 0 ? path.length : shared;
    const change = closers(open.slice(kept)) + openers(path.slice(kept));
    if (change !== '') additions.push({ at: additions.length === 0 ? 0 : root.start, text: change });
    open = path;
  }
  const hasBody =
    roots.some((root) => root.name === 'mj-body') || additions.some(({ text: each }) => /<mj-body>/.test(each));
  const end = closers(open.slice(1)) + (hasBody ? '' : '<mj-body></mj-body>') + closers(open.slice(0, 1));
  additions.push({ at: text.length, text: end });
  return { additions, notice: noticeOf(fallback), isBalancing: false };
}

function holderFrame(text: string, holder: string): MjmlFrame {
  const path = [...(holder === 'mj-raw' ? ['mjml', 'mj-body'] : parentsOf(holder)), holder];
  const additions = [
    { at: 0, text: openers(path) },
    { at: text.length, text: closers(path) },
  ];
  return { additions, notice: noticeOf(path), isBalancing: false };
}

function noticeOf(path: readonly string[]): string {
  return `There is no <mjml> here, so it is shown inside of ${inWords(path)}`;
}

/** Opens what a footer closes, and closes what a header opens. */
function balancingFrame(text: string, tags: readonly Tag[], { unopened, unclosed, roots }: Balance): MjmlFrame {
  const missing = [...unopened].reverse();
  const outer = parentsOf(missing[0] ?? roots[0]?.name ?? 'mjml');
  const hasBody = [...outer, ...missing, ...tags.map((tag) => tag.name)].includes('mj-body');
  const closing = closers(unclosed) + closers(outer);
  const end = closing.endsWith('</mjml>') && !hasBody ? `${closing.slice(0, -7)}<mj-body></mj-body></mjml>` : closing;
  const doing = [
    ...(missing.length === 0 ? [] : [`closes ${inWords(missing)}`]),
    ...(unclosed.length === 0 ? [] : [`opens ${inWords(unclosed)}`]),
  ];
  const notice = `This piece ${doing.join(' and ')} for other files, so it is shown with the other half`;
  const additions = [
    { at: 0, text: openers([...outer, ...missing]) },
    { at: text.length, text: end },
  ];
  return { additions, notice, isBalancing: true };
}

interface Balance {
  /** Names of the elements that are only closed, innermost first. */
  readonly unopened: readonly string[];
  /** Names of the elements that are only opened, outermost first. */
  readonly unclosed: readonly string[];
  /** The opening tags that stand in no other element. */
  readonly roots: readonly Tag[];
}

function balanceOf(tags: readonly Tag[]): Balance {
  const open: string[] = [];
  const unopened: string[] = [];
  const roots: Tag[] = [];
  for (const tag of tags) {
    if (tag.kind === 'open') {
      if (open.length === 0) roots.push(tag);
      // `<mj-include>` is written without an end by many.
      if (!tag.isSelfClosing && tag.name !== 'mj-include' && open.length < maxOpen) open.push(tag.name);
      continue;
    }
    const index = open.lastIndexOf(tag.name);
    if (index >= 0) open.length = index;
    else if (tag.name !== 'mj-include') unopened.push(tag.name);
  }
  return { unopened, unclosed: open, roots };
}

function openers(names: readonly string[]): string {
  return names.map((name) => `<${name}>`).join('');
}

function closers(names: readonly string[]): string {
  return [...names]
    .reverse()
    .map((name) => `</${name}>`)
    .join('');
}

/** `<mjml>, <mj-body> and <mj-section>` */
function inWords(names: readonly string[]): string {
  const tags = names.map((name) => `<${name}>`);
  return tags.length < 2 ? tags.join('') : `${tags.slice(0, -1).join(', ')} and ${tags.at(-1) ?? ''}`;
}
