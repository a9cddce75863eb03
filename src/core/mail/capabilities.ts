/** What a server said that it can do, in its reply to EHLO. */
export interface Capabilities {
  readonly startTls: boolean;
  /** Upper case, in the server's order; empty when AUTH is not offered. */
  readonly authMechanisms: readonly string[];
  readonly smtpUtf8: boolean;
  /** In bytes; absent: not announced. */
  readonly maxSizeBytes?: number;
  /** The keywords of all extensions (RFC 5321, 4.1.1.1), upper case, in the server's order. */
  readonly extensions: readonly string[];
}

/** `reply` is one whole reply, lines separated by `\n`, with its codes. */
export function parseCapabilities(reply: string): Capabilities {
  const lines = reply.split('\n');
  const extensions = lines.slice(1).map((line) => line.slice(4).trim());
  const find = (name: string): string | undefined => extensions.find((extension) => keywordOf(extension) === name);
  // RFC 1870, section 4: decimal digits; `Number` knows other notations.
  const size = Number(/^SIZE\s+(\d{1,20})$/i.exec(find('SIZE') ?? '')?.[1] ?? '');
  const mechanisms = extensions
    .filter((extension) => /^AUTH[ =]/i.test(extension))
    .flatMap((extension) =>
      extension
        .slice(5)
        .toUpperCase()
        .split(/[ =\t]+/),
    )
    .filter((mechanism) => mechanism !== '');
  return {
    startTls: find('STARTTLS') !== undefined,
    authMechanisms: [...new Set(mechanisms)],
    smtpUtf8: find('SMTPUTF8') !== undefined,
    ...(Number.isSafeInteger(size) && size > 0 ? { maxSizeBytes: size } : {}),
    extensions: [...new Set(extensions.map(keywordOf).filter((keyword) => /^[A-Z0-9][A-Z0-9-]*$/.test(keyword)))],
  };
}

/** Some write `AUTH=LOGIN`. */
function keywordOf(extension: string): string {
  return extension.toUpperCase().split(/[ =]/, 1)[0] ?? '';
}
