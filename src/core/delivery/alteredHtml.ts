/** What services on the way do to nearly every mail, as opposed to what changes what people read. */
export interface Alterations {
  /** Links with the same text that lead elsewhere. */
  readonly links: readonly RewrittenLink[];
  /** Addresses of images of one pixel that were not in what was sent. */
  readonly pixels: readonly string[];
  /** The received html without them: what is different from what was sent then is another change. */
  readonly folded: string;
  /** The same of the text part; undefined: there is none. */
  readonly foldedText: string | undefined;
}

export interface RewrittenLink {
  /** What it says: its text, or the description of its image. */
  readonly text: string;
  readonly sent: string;
  readonly received: string;
}

/** Finds rewritten links and added tracking pixels. Text by text, in linear time but for the order of links; never throws. */
export function findAlterations(sent: string, received: string): Omit<Alterations, 'foldedText'> {
  const { html, pixels } = withoutAddedPixels(sent, received);
  const pairs = pairLinks(linksOf(sent), linksOf(html));
  const links: RewrittenLink[] = [];
  let folded = '';
  let end = 0;
  for (const { sent: before, received: after } of pairs) {
    if (!isRewritten(before.href, after.href)) continue;
    links.push({ text: after.text, sent: decoded(before.href), received: decoded(after.href) });
    // The address alone: what else is different in the tag stays to be seen.
    folded += html.slice(end, after.hrefStart) + before.href;
    end = after.hrefStart + after.href.length;
  }
  return { links, pixels, folded: folded + html.slice(end) };
}

interface Link {
  /** As it is written in the tag. */
  readonly href: string;
  /** Where that begins in the html. */
  readonly hrefStart: number;
  readonly text: string;
}

function linksOf(html: string): readonly Link[] {
  const links: Link[] = [];
  for (const open of html.matchAll(/<a(?=[\s/])[^<>]*>/gi)) {
    if (links.length === maxLinks) break;
    const [tag] = open;
    const found = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/di.exec(tag);
    const range = found?.indices?.slice(1).find((each) => each !== undefined);
    if (range === undefined) continue;
    const start = open.index + tag.length;
    const rest = html.slice(start, start + maxLinkLength);
    const close = rest.search(/<\/a\s*>/i);
    links.push({
      href: tag.slice(...range),
      hrefStart: open.index + range[0],
      text: labelOf(close < 0 ? rest : rest.slice(0, close)),
    });
  }
  return links;
}

/** An image without a description is known by where it is, which services rewrite as well: so all of them are alike. */
function labelOf(content: string): string {
  const withImages = content.replaceAll(imagePattern, (tag) => ` ${attributeOf(tag, 'alt') ?? ''} `);
  return decoded(withImages.replaceAll(/<[^<>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Links that say the same, in the same order: the longest common sequence, so that an added link moves no other. */
function pairLinks(
  sent: readonly Link[],
  received: readonly Link[],
): readonly { readonly sent: Link; readonly received: Link }[] {
  const width = received.length + 1;
  const lengths = new Uint16Array((sent.length + 1) * width);
  for (let row = sent.length - 1; row >= 0; row--) {
    for (let column = received.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        sent[row]?.text === received[column]?.text
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    }
  }
  const pairs: { readonly sent: Link; readonly received: Link }[] = [];
  for (let row = 0, column = 0; row < sent.length && column < received.length;) {
    const [one, other] = [sent[row], received[column]];
    if (one !== undefined && other !== undefined && one.text === other.text) {
      pairs.push({ sent: one, received: other });
      row++;
      column++;
    } else if ((lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0)) row++;
    else column++;
  }
  return pairs;
}

/** To another host, as tracking does, or to the same address with more in its query. A changed path is a changed link. */
export function isRewritten(sent: string, received: string): boolean {
  if (sent === received) return false;
  const before = parsedUrl(sent);
  const after = parsedUrl(received);
  if (before === undefined || after === undefined) return false;
  if (before.host !== after.host) return true;
  const isSamePlace = before.pathname === after.pathname && before.hash === after.hash;
  return (
    isSamePlace && [...before.searchParams].every(([name, value]) => after.searchParams.getAll(name).includes(value))
  );
}

function parsedUrl(href: string): URL | undefined {
  const text = decoded(href).trim();
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

function withoutAddedPixels(
  sent: string,
  received: string,
): { readonly html: string; readonly pixels: readonly string[] } {
  const known = new Map<string, number>();
  for (const [tag] of sent.matchAll(imagePattern)) {
    const source = attributeOf(tag, 'src') ?? '';
    known.set(source, (known.get(source) ?? 0) + 1);
  }
  const pixels: string[] = [];
  const html = received.replaceAll(imagePattern, (tag) => {
    const source = attributeOf(tag, 'src') ?? '';
    const count = known.get(source) ?? 0;
    if (count > 0) {
      known.set(source, count - 1);
      return tag;
    }
    if (!isPixel(tag)) return tag;
    pixels.push(decoded(source));
    return '';
  });
  return { html, pixels };
}

function isPixel(tag: string): boolean {
  const style = attributeOf(tag, 'style') ?? '';
  const isTiny = (name: 'width' | 'height'): boolean => {
    const written = new RegExp(`(?:^|[;\\s])${name}\\s*:\\s*(\\d{1,5}(?:\\.\\d{1,5})?)px`, 'i').exec(style)?.[1];
    const value = written ?? attributeOf(tag, name);
    return value !== undefined && Number.parseFloat(value) <= 1;
  };
  return (isTiny('width') && isTiny('height')) || /(?:^|[;\s])display\s*:\s*none/i.test(style);
}

/** As it is written: entities are not decoded. */
function attributeOf(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

function decoded(text: string): string {
  return text.replaceAll(
    /&(amp|lt|gt|quot|#39|#x27|nbsp);/gi,
    (_match, name: string) => entities[name.toLowerCase()] ?? '',
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  nbsp: ' ',
};
/** No `<` in a tag: what is never closed would be read to the end again and again. */
const imagePattern = /<img\b[^<>]*>/gi;
/** The table of pairs takes the square of it. */
const maxLinks = 1500;
const maxLinkLength = 5000;
