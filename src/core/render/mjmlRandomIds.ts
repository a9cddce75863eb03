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
  let html = second;
  for (const [index, id] of ids.entries()) html = html.replaceAll(id, wanted[index] ?? id);
  return html;
}

/** Whether MJML would give the element, or one inside of it, a random id. */
export function hasRandomIds(text: string): boolean {
  return /<mj-(?:carousel|navbar)[\s/>]/i.test(text);
}

function idsIn(html: string): readonly string[] {
  return [...new Set([...html.matchAll(randomId)].map(([, carousel, menu]) => carousel ?? menu ?? ''))];
}

/** See mjml-carousel and mjml-navbar: `genRandomHexString(16)`. */
const randomId = /mj-carousel-(?:radio-)?([0-9a-f]{16})(?![0-9a-f])|id="([0-9a-f]{16})" class="mj-menu-checkbox"/g;
