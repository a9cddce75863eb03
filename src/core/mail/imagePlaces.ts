import type { FileReader } from '../template/fileReader.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { LineIndex, type Position } from '../text/lineIndex.ts';
import type { LeftImage } from './embedImages.ts';

/** A local image that does not go along, at the place where the project names it. */
export interface PlacedImage {
  /** Absolute path. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly message: Sentence;
}

export function imageWarning({ path, reason }: LeftImage): Sentence {
  return sentence('The image {0} is not embedded: {1}.', path, reason);
}

/**
 * The html does not tell where an address comes from: a template, a partial or a data file. It is looked for in all of them, as it
 * stands there or, where it is put together, by the name of its file; else the template is to blame.
 *
 * @param dependencies of the render, the template first
 */
export async function placeImages(
  images: readonly LeftImage[],
  { dependencies, files }: { readonly dependencies: readonly string[]; readonly files: FileReader },
): Promise<readonly PlacedImage[]> {
  if (images.length === 0) return [];
  const texts: { readonly file: string; readonly text: string }[] = [];
  for (const file of dependencies.slice(0, maxFiles)) {
    const read = await files.readText(file);
    if (read.kind === 'text') texts.push({ file, text: read.text });
  }
  return images.map((image) => {
    const message = imageWarning(image);
    for (const name of namesOf(image.path)) {
      for (const { file, text } of texts) {
        const start = indexOfName(text, name);
        if (start === undefined) continue;
        const lines = new LineIndex(text);
        return { file, start: lines.positionAt(start), end: lines.positionAt(start + name.length), message };
      }
    }
    const top = { line: 0, character: 0 };
    return { file: dependencies[0] ?? '', start: top, end: top, message };
  });
}

/** The ways in which a source can write a path, the likeliest first. */
function namesOf(path: string): readonly string[] {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const names = [path, encodeURI(path), path.replaceAll('&', '&amp;'), file, encodeURI(file)];
  return [...new Set(names)].filter((name) => name !== '');
}

/** Not in the middle of another name: `a.png` is no part of `data.png`. */
function indexOfName(text: string, name: string): number | undefined {
  for (let start = text.indexOf(name); start >= 0; start = text.indexOf(name, start + 1)) {
    const before = text[start - 1] ?? ' ';
    const after = text[start + name.length] ?? ' ';
    if (!/[\p{L}\p{N}_.-]/u.test(before) && !/[\p{L}\p{N}_.-]/u.test(after)) return start;
  }
  return undefined;
}

const maxFiles = 200;
