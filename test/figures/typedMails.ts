import fs from 'node:fs';
import path from 'node:path';
import { renderJob } from '../../src/core/render/render.ts';
import type { HtmlPiece } from '../../src/core/render/renderResult.ts';
import { RenderMemory } from '../../src/core/renderMemory.ts';
import { stripMarks } from '../../src/core/sourceMap/marks.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { PieceSender, type SentPieces } from '../../src/protocol/shownPieces.ts';

/** A mail as a preview is sent it while somebody types: what is new with each key. */
export interface TypedMail {
  readonly mail: SentPieces;
  readonly htmlBytes: number;
}

/** `import.meta.dirname` is that of test/support here: see scripts/figureOfTests.mjs. */
const root = path.resolve(import.meta.dirname, '..', '..', 'examples');
const template = path.join(root, 'newsletter.mjml.hbs');
/** Stands for the word that is typed. */
const placeholder = 'mailproofplaceholder';
/** Of the first key, and of each thousandth, the mail is rendered as well: it must be the same. */
const everyKeys = 1000;

/**
 * One letter after the other, each in another text of the template, and taken away again before the mail gets long. Each text is
 * rendered once with a word in it, which is then replaced: rendering all mails would take most of an hour of a slow machine and say
 * nothing of the page, which is told the same.
 */
export async function typedMails(count = 10_000): Promise<readonly TypedMail[]> {
  const text = fs.readFileSync(template, 'utf8');
  const places = [...text.matchAll(/<mj-text[^>]*>/g)].map((found) => found.index + found[0].length);
  const memory = new RenderMemory();
  const render = async (place: number, word: string): Promise<readonly HtmlPiece[]> => {
    const overrides = { [template]: `${text.slice(0, place)}${word} ${text.slice(place)}` };
    const request = { path: template, root, engine: 'auto', overrides, wantsMarks: true, wantsText: false } as const;
    const { marked } = await renderJob({ request, files: diskFileReader({ root, overrides }), memory });
    if (marked?.pieces === undefined) throw new Error(`The mail with "${word}" is not in pieces.`);
    return marked.pieces;
  };
  const mails: (readonly HtmlPiece[])[] = [];
  for (const place of places) mails.push(await render(place, placeholder));
  const sender = new PieceSender();
  const typed: TypedMail[] = [];
  let lastId = Math.max(...mails.flat().map(({ id }) => id));
  for (let key = 0; key < count; key++) {
    const index = key % places.length;
    const word = key.toString(36).padEnd((key % 40) + 1, 'e');
    const pieces = (mails[index] ?? []).map((piece) =>
      piece.html.includes(placeholder) ? { id: ++lastId, html: piece.html.replaceAll(placeholder, word) } : piece,
    );
    const html = htmlOf(pieces);
    if (key % everyKeys === 0 && html !== htmlOf(await render(places[index] ?? 0, word)))
      throw new Error(`Key ${key} is not what is rendered.`);
    typed.push({ mail: sender.pack(pieces), htmlBytes: html.length });
  }
  return typed;
}

function htmlOf(pieces: readonly HtmlPiece[]): string {
  return stripMarks(pieces.map(({ html }) => html).join(''));
}
