/**
 * MJML gives each carousel and each menu of a navbar a random id. Two renderings of one mail are made equal by giving the second
 * the ids of the first.
 *
 * Undefined where they do not have as many.
 */
export function withIdsOf(first: string, second: string): string | undefined {
  const wanted = idsIn(first);
  const ids = idsIn(second);
  if (wanted.length !== ids.length) return undefined;
  const wantedIds = new Map(ids.map((id, index) => [id, wanted[index] ?? id]));
  // At once: a mail can have thousands.
  return second.replace(/[0-9a-f]{16,}/g, (digits) => replaceIds(digits, wantedIds));
}

/** An id may have other digits beside it. */
function replaceIds(digits: string, wantedIds: ReadonlyMap<string, string>): string {
  if (digits.length === idLength) return wantedIds.get(digits) ?? digits;
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at + idLength <= digits.length; at++) {
    const wantedId = wantedIds.get(digits.slice(at, at + idLength));
    if (wantedId === undefined) continue;
    parts.push(digits.slice(from, at), wantedId);
    from = at + idLength;
    at = from - 1;
  }
  return parts.join('') + digits.slice(from);
}

const idLength = 16;

/** Whether MJML would give the element, or one inside of it, a random id. */
export function hasRandomIds(text: string): boolean {
  return /<mj-(?:carousel|navbar)[\s/>]/i.test(text);
}

function idsIn(html: string): readonly string[] {
  return [...new Set([...html.matchAll(randomId)].map(([, carousel, menu]) => carousel ?? menu ?? ''))];
}

/** See mjml-carousel and mjml-navbar: `genRandomHexString(16)`. */
const randomId = /mj-carousel-(?:radio-)?([0-9a-f]{16})(?![0-9a-f])|id="([0-9a-f]{16})" class="mj-menu-checkbox"/g;
