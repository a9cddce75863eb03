/**
 * Joins the lines that `format=flowed` wrapped (RFC 3676): a line that ends with a space goes on in the next one of the same depth
 * of quotation. Quoted lines keep one mark a level; the signature's separator stays alone.
 */
export function joinFlowed(text: string, deleteSpace: boolean): string {
  const lines: { depth: number; text: string }[] = [];
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    const quotes = /^>*/.exec(line)?.[0] ?? '';
    const content = line.slice(quotes.length).replace(/^ /, '');
    const isSeparator = content === '-- ';
    const last = lines.at(-1);
    if (isOpen && last !== undefined && last.depth === quotes.length && !isSeparator) last.text += content;
    else lines.push({ depth: quotes.length, text: content });
    isOpen = content.endsWith(' ') && !isSeparator;
    const current = lines.at(-1);
    if (isOpen && deleteSpace && current !== undefined) current.text = current.text.slice(0, -1);
  }
  return lines.map(({ depth, text: joined }) => (depth === 0 ? joined : `${'>'.repeat(depth)} ${joined}`)).join('\n');
}
