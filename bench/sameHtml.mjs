// @ts-check

/**
 * For comparing: carousels and navigation bars get random ids from MJML itself.
 * @param {string | undefined} html
 */
export function withoutRandomIds(html) {
  const ids = new Map();
  return html?.replace(/\b[0-9a-f]{16}\b/g, (id) => {
    if (!ids.has(id)) ids.set(id, `id${ids.size}`);
    return ids.get(id) ?? id;
  });
}
