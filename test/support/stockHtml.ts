/** What a build gives; undefined when it throws. */
export async function outcome(run: () => Promise<string>): Promise<string | undefined> {
  try {
    return await run();
  } catch {
    return undefined;
  }
}

/** For comparing: carousels and navigation bars get random ids from MJML itself. */
export function withoutRandomIds(html: string | undefined): string | undefined {
  const ids = new Map<string, string>();
  return html?.replace(/\b[0-9a-f]{16}\b/g, (id) => {
    if (!ids.has(id)) ids.set(id, `id${ids.size}`);
    return ids.get(id) ?? id;
  });
}
