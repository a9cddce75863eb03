import fs from 'node:fs';
import path from 'node:path';
import { renderJob } from '../../src/core/render/render.ts';
import type { HtmlPiece } from '../../src/core/render/renderResult.ts';
import { RenderMemory } from '../../src/core/renderMemory.ts';
import { stripMarks } from '../../src/core/sourceMap/marks.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { PieceSender, type SentPieces } from '../../src/protocol/shownPieces.ts';

/** What a preview is sent while somebody types. Written out it is half a gigabyte: the html of a piece is one of some, with a word. */
export interface TypedMails {
  readonly placeholder: string;
  readonly texts: readonly string[];
  readonly mails: readonly TypedMail[];
}

export interface TypedMail {
  readonly word: string;
  readonly order: SentPieces['order'];
  /** Index of the text of each. */
  readonly fresh: readonly { readonly id: number; readonly text: number }[];
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
export async function typedMails(count = 10_000): Promise<TypedMails> {
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
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const number = numbers.get(text) ?? texts.push(text) - 1;
    numbers.set(text, number);
    return number;
  };
  const typed: TypedMail[] = [];
  let lastId = Math.max(...mails.flat().map(({ id }) => id));
  for (let key = 0; key < count; key++) {
    const index = key % places.length;
    const word = key.toString(36).padEnd((key % 40) + 1, 'e');
    const textOf = new Map<number, string>();
    const pieces = (mails[index] ?? []).map(({ id: known, html: text }) => {
      const isTyped = text.includes(placeholder);
      const id = isTyped ? ++lastId : known;
      textOf.set(id, text);
      return { id, html: isTyped ? text.replaceAll(placeholder, word) : text };
    });
    const html = htmlOf(pieces);
    if (key % everyKeys === 0 && html !== htmlOf(await render(places[index] ?? 0, word)))
      throw new Error(`Key ${key} is not what is rendered.`);
    const { order, fresh } = sender.pack(pieces);
    typed.push({
      word,
      order,
      fresh: fresh.map(({ id }) => ({ id, text: numberOf(textOf.get(id) ?? '') })),
      htmlBytes: html.length,
    });
  }
  return { placeholder, texts, mails: typed };
}

function htmlOf(pieces: readonly HtmlPiece[]): string {
  return stripMarks(pieces.map(({ html }) => html).join(''));
}
