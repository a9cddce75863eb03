import { readTags, type Tag } from '../template/tags.ts';
import { findImageReferences } from './imageReferences.ts';
import { readInboxLine } from './inboxLine.ts';
import type { MailState } from './mailState.ts';

export function readMailState(html: string): MailState {
  const styles: number[] = [];
  const addresses = new Set<string>();
  let styleStart: number | undefined;
  for (const tag of readTags(html)) {
    if (styleStart !== undefined && tag.name === 'style') styles.push(tag.start - styleStart);
    styleStart = tag.name === 'style' && tag.kind === 'open' && !tag.isSelfClosing ? tag.end : undefined;
    for (const address of imageAddresses(html, tag)) addresses.add(address);
  }
  const isRemote = (address: string): boolean => /^(?:https?:)?\/\//i.test(address);
  const dataImages = [...addresses].filter((address) => /^data:/i.test(address));
  return {
    styles,
    localImages: [...new Set(findImageReferences(html).map(({ path }) => path))],
    remoteImageCount: [...addresses].filter(isRemote).length,
    dataImageCount: dataImages.length,
    dataImageBytes: dataImages.reduce((total, address) => total + address.length, 0),
    inboxLine: readInboxLine(html),
  };
}

function imageAddresses(html: string, { kind, name, attributes }: Tag): readonly string[] {
  if (kind !== 'open') return [];
  return attributes
    .filter(({ name: given }) => {
      const attribute = given.toLowerCase();
      return attribute === 'background' || (attribute === 'src' && imageTags.has(name));
    })
    .map(({ valueStart, valueEnd }) => html.slice(valueStart, valueEnd).trim());
}

const imageTags = new Set(['img', 'input']);
