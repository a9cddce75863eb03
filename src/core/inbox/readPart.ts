import { Findings } from '../mime/findings.ts';
import { partBytes, partText } from '../mime/partContent.ts';
import { readParts } from '../mime/parts.ts';
import { isDangerousName, safeFileName } from './attachmentName.ts';
import { fileNameOf } from './parseMessage.ts';

/** One part of a message, decoded, for saving it or for opening it in an editor. */
export interface PartContent {
  readonly content: Uint8Array;
  /** Safe as the name of a file. */
  readonly fileName: string;
  readonly type: string;
  readonly isDangerous: boolean;
}

/** undefined: there is no such part. Texts come in UTF-8 where `asText` asks for it, whatever the message has. Never throws. */
export function readPart(
  raw: Uint8Array,
  index: number,
  { asText }: { readonly asText: boolean },
): PartContent | undefined {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const findings = new Findings();
  const part = readParts(bytes, findings).parts[index];
  if (part === undefined) return undefined;
  const name = fileNameOf(part);
  const content =
    asText && part.type.startsWith('text/')
      ? Buffer.from(partText(bytes, part, findings))
      : partBytes(bytes, part, findings);
  return { content, fileName: safeFileName(name, 'attachment'), type: part.type, isDangerous: isDangerousName(name) };
}
