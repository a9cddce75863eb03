import { isRewritten, type RewrittenLink } from './alteredHtml.ts';

/**
 * Links of a plain text that lead elsewhere since it was sent: a line that says the same but for its addresses is the same line.
 * In linear time; never throws.
 */
export function findTextAlterations(
  sent: string,
  received: string,
): { readonly links: readonly RewrittenLink[]; readonly folded: string } {
  const known = new Map<string, string[]>();
  for (const line of sent.split('\n')) {
    if (!linkPattern.test(line)) continue;
    const key = keyOf(line);
    known.set(key, [...(known.get(key) ?? []).slice(-maxAlike), line]);
  }
  const links: RewrittenLink[] = [];
  const lines = received.split('\n').map((line) => {
    const before = linkPattern.test(line) ? known.get(keyOf(line))?.shift() : undefined;
    if (before === undefined) return line;
    const addresses = before.match(linksPattern) ?? [];
    let index = 0;
    return line.replaceAll(linksPattern, (address) => {
      const sentAddress = addresses[index++];
      if (sentAddress === undefined || !isRewritten(sentAddress, address)) return address;
      links.push({ text: keyOf(line).replaceAll(/\s+/g, ' ').trim(), sent: sentAddress, received: address });
      return sentAddress;
    });
  });
  return { links, folded: lines.join('\n') };
}

function keyOf(line: string): string {
  return line.replaceAll(linksPattern, '…').trimEnd();
}

const linkPattern = /https?:\/\//i;
const linksPattern = /https?:\/\/[^\s<>"']+/gi;
/** Lines that differ in nothing but their addresses. */
const maxAlike = 200;
