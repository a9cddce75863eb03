/**
 * Foreign text that decides what people believe (names, addresses, file names): characters that reorder or hide text are shown as a
 * replacement mark. With U+202E, `invoice\u202Efdp.exe` would read as `invoiceexe.pdf`.
 */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\t' || character === '\n' || character === '\r' ? ' ' : '\ufffd',
  );
}
