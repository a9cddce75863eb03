import { decodeCharset } from './charset.ts';
import type { Findings } from './findings.ts';
import { joinFlowed } from './flowedText.ts';
import type { MimePart } from './parts.ts';
import { decodeTransfer } from './transferEncoding.ts';

/** What a part holds, decoded. What is broken about it is added to the findings. */
export function partBytes(bytes: Buffer, part: MimePart, findings: Findings): Buffer {
  if (part.encoding === 'unknown') findings.add('unknownEncoding', [part.encodingName], part.start);
  const decoded = decodeTransfer(bytes.subarray(part.bodyStart, part.end), part.encoding);
  if (decoded.isBroken) findings.add('badEncoding', [part.fileName ?? part.type, part.encodingName], part.bodyStart);
  return decoded.bytes;
}

/** The text of a part, with line feeds only. */
export function partText(bytes: Buffer, part: MimePart, findings: Findings): string {
  const content = partBytes(bytes, part, findings);
  const name = part.parameters.get('charset') ?? (part.type === 'text/html' ? charsetInHtml(content) : undefined);
  const { text, fault, readAs } = decodeCharset(content, name);
  switch (fault) {
    case 'unknown':
      findings.add('unknownCharset', [name ?? '', readAs], part.start);
      break;
    case 'refused':
      findings.add('refusedCharset', [name ?? ''], part.start);
      break;
    case 'wrong':
      findings.add('wrongCharset', [readAs], part.start);
      break;
    case 'undeclared':
      findings.add('undeclaredCharset', [readAs], part.start);
      break;
    case undefined:
  }
  if (part.type === 'text/html') return text;
  const isFlowed = part.parameters.get('format')?.toLowerCase() === 'flowed' && part.type === 'text/plain';
  const deleteSpace = part.parameters.get('delsp')?.toLowerCase() === 'yes';
  return isFlowed ? joinFlowed(text, deleteSpace) : text.replaceAll('\r\n', '\n');
}

/** Where browsers look for it, too (HTML, 13.2.3.2). */
function charsetInHtml(content: Buffer): string | undefined {
  const start = content.toString('latin1', 0, 1024);
  return /<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([^\s"'>;]{1,40})/i.exec(start)?.[1];
}
