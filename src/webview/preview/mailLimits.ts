import type { ShownMailState } from '../../protocol/preview.ts';
import { formatBytes, pageLanguage } from '../page/formatBytes.ts';
import { format, formatCount } from '../page/localise.ts';
import { text } from './text.ts';

/** One figure of a mail, and what it means. */
export interface MailLimit {
  readonly name: string;
  readonly figure: string;
  readonly level: 'fine' | 'near' | 'over';
  readonly explanation: string;
}

/** `counted` comes a moment after the size. */
export function mailLimits(htmlBytes: number, counted: ShownMailState | undefined): readonly MailLimit[] {
  const size = sizeLimit(htmlBytes);
  return counted === undefined ? [size] : [size, styleLimit(counted.styles), imageLimit(counted)];
}

export function sizeLimit(htmlBytes: number): MailLimit {
  const limit = gmailClipBytes / 1024;
  // Rounded up, so that 102.1 KB does not read as "102 of 102" and fine.
  const figure = format(text.size, Math.ceil(htmlBytes / 1024), limit);
  const level = htmlBytes > gmailClipBytes ? 'over' : htmlBytes > nearClipBytes ? 'near' : 'fine';
  const explanations = { fine: text.sizeFine, near: text.sizeNear, over: text.sizeOver };
  return { name: text.sizeName, figure, level, explanation: format(explanations[level], limit) };
}

function styleLimit(styles: readonly number[]): MailLimit {
  const total = styles.reduce((sum, length) => sum + length, 0);
  const longest = Math.max(0, ...styles.slice(0, maxCountedStyles));
  const level = total > gmailStyleTotal ? 'over' : longest > gmailStyleBlock ? 'near' : 'fine';
  const explanations = { fine: text.stylesFine, near: text.stylesNear, over: text.stylesOver };
  const number = new Intl.NumberFormat(pageLanguage());
  return {
    name: text.stylesName,
    figure: format(text.stylesFigure, number.format(total), number.format(gmailStyleTotal)),
    level,
    explanation: format(explanations[level], number.format(gmailStyleBlock), number.format(longest)),
  };
}

function imageLimit(counted: ShownMailState): MailLimit {
  const { localImageCount, localImageBytes, missingImageCount, remoteImageCount, dataImageCount } = counted;
  const local =
    localImageCount === 0
      ? []
      : [format(text.localImages, localImageCount, formatBytes(localImageBytes, pageLanguage()))];
  const remote = remoteImageCount === 0 ? [] : [format(text.remoteImages, remoteImageCount)];
  const data = dataImageCount === 0 ? [] : [format(text.dataImages, dataImageCount)];
  const figures = [...local, ...remote, ...data];
  const notes = [
    ...(missingImageCount === 0 ? [] : [formatCount(missingImageCount, text.missingImagesOne, text.missingImagesMany)]),
    ...(dataImageCount === 0 ? [] : [text.dataImagesNote]),
    ...(localImageCount === 0 ? [] : [text.localImagesNote]),
    ...(remoteImageCount === 0 ? [] : [text.remoteImagesNote]),
  ];
  return {
    name: text.imagesName,
    figure: figures.length === 0 ? text.noImages : figures.join(', '),
    level: missingImageCount > 0 || dataImageCount > 0 ? 'near' : 'fine',
    explanation: notes.join(' '),
  };
}

/** Observed by everybody who measured; Google does not document it. */
export const gmailClipBytes = 102 * 1024;

/** Tracking and rewritten links that a service adds come on top; some saw the cut at 100 KB. */
const nearClipBytes = 90 * 1024;

/** https://www.caniemail.com/features/html-style/ (note of January 2023); the figure for one block is older. */
const gmailStyleTotal = 16 * 1024;
const gmailStyleBlock = 8192;

/** More arguments than a call can have would end the page. */
const maxCountedStyles = 1000;
