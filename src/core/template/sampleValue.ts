import type { Literal, ValueShape } from './dataShape.ts';
import { wordsOf } from './helperHints.ts';
import { colorOf, pixelsOf, placeholderImage } from './sampleLooks.ts';
import { sampleByName } from './sampleNames.ts';

/**
 * One made-up value: first what the template compares it with, then what stands around it, then what its name says.
 *
 * @param path the names from the root down to the value; those of list items are not among them
 * @param index which item of a list the value belongs to, so that items differ
 */
export function sampleValue(shape: ValueShape, path: readonly string[], index: number): Literal {
  const { kinds, literals } = shape;
  const known = [...literals];
  if (known.length > 0) return known[index % known.length] ?? known[0] ?? '';
  const name = path.at(-1) ?? '';
  const words = wordsOf(plain(name));
  const isText = kinds.has('printed') || kinds.has('html') || kinds.has('passed') || kinds.has('argument');
  const placed = samplePlaced(shape, words, index);
  if (placed !== undefined) return placed;
  if (!isText && !kinds.has('number') && !kinds.has('date')) {
    if (kinds.has('condition') || kinds.has('section')) return !isDenial(words);
    if (kinds.has('negation')) return false;
  }
  if (kinds.has('date')) return dates[index % dates.length] ?? '';
  const parents = path.slice(0, -1).map((each) => wordsOf(plain(each)));
  const named = sampleByName({ words, parents, index, isNumber: kinds.has('number') });
  if (named !== undefined) return named;
  if (kinds.has('number')) return [3, 2, 1][index % 3] ?? 1;
  const text = inWords(words) || 'Text';
  const numbered = index === 0 ? text : `${text} ${index + 1}`;
  return kinds.has('html') && !/^(subject|title)$/.test(words.join(' ')) ? `<b>${numbered}</b>` : numbered;
}

/** `no_logo`: most of a mail shows when it does not hold. */
function isDenial([first = '', second = '']: readonly string[]): boolean {
  return /^(no|not|hide|hidden|without|disable|disabled|skip|omit|suppress)$/.test(first === 'is' ? second : first);
}

const dates = ['2026-03-14T09:30:00.000Z', '2026-03-17T14:00:00.000Z', '2026-04-02T18:45:00.000Z'];

function samplePlaced(shape: ValueShape, words: readonly string[], index: number): Literal | undefined {
  const place = shape.places.first();
  const slug = words.join('-') || 'page';
  switch (place) {
    case undefined:
    case 'urlPart':
    case 'amount':
      break;
    case 'image':
      return placeholderImage(words);
    case 'url':
      return `https://example.com/${slug}${index === 0 ? '' : `-${index + 1}`}`;
    case 'urlBase':
      return 'https://example.com';
    case 'email':
      return 'jane.doe@example.com';
    case 'phone':
      return '+15550100';
    case 'color':
      return colorOf(words, '#1f2430');
    case 'background':
      return colorOf(words, '#f4f5f7');
    case 'accent':
      return '#2f5bd0';
    case 'onAccent':
      return '#ffffff';
    case 'hexColor':
      return colorOf(words, '#2f5bd0').slice(1);
    case 'pixels':
      return `${pixelsOf(words)}px`;
    case 'number':
      return pixelsOf(words);
    case 'fewPixels':
      return '16px';
    case 'smallNumber':
      return 16;
    case 'percentage':
      return [20, 50, 80][index % 3] ?? 20;
    case 'font':
      return 'Arial, sans-serif';
    case 'alignment':
      return 'center';
    case 'className':
      return slug;
    case 'language':
      return 'en';
  }
  return undefined;
}

/** Names of other alphabets keep their letters; only the marks on them go, so that `số lượng` and `soLuong` are the same. */
function plain(name: string): string {
  return name
    .slice(0, 100)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .normalize('NFC');
}

function inWords(words: readonly string[]): string {
  const text = words.join(' ').slice(0, 60);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
