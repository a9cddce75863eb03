import fs from 'node:fs';
import path from 'node:path';
import { renderJob } from '../../src/core/render/render.ts';
import { RenderMemory } from '../../src/core/renderMemory.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import type { SentPieces } from '../../src/protocol/shownPieces.ts';
import { PieceSender } from '../../src/protocol/shownPieces.ts';

/** A mail as a preview is sent it while somebody types: what is new with each key. */
export interface TypedMail {
  readonly mail: SentPieces;
  readonly htmlBytes: number;
}

/** `import.meta.dirname` is that of test/support here: see scripts/figureOfTests.mjs. */
const root = path.resolve(import.meta.dirname, '..', '..', 'examples');
const template = path.join(root, 'newsletter.mjml.hbs');

/** One letter after the other, each in another text of the template, and taken away again before the mail gets long. */
export async function typedMails(count = 10_000): Promise<readonly TypedMail[]> {
  const text = fs.readFileSync(template, 'utf8');
  const places = [...text.matchAll(/<mj-text[^>]*>/g)].map((found) => found.index + found[0].length);
  const memory = new RenderMemory();
  const sender = new PieceSender();
  const typed: TypedMail[] = [];
  for (let key = 0; key < count; key++) {
    const place = places[key % places.length] ?? 0;
    const word = key.toString(36).padEnd((key % 40) + 1, 'e');
    const overrides = { [template]: `${text.slice(0, place)}${word} ${text.slice(place)}` };
    const request = { path: template, root, engine: 'auto', overrides, wantsMarks: true, wantsText: false } as const;
    const { html = '', marked } = await renderJob({ request, files: diskFileReader({ root, overrides }), memory });
    if (marked?.pieces === undefined) throw new Error(`Key ${key} gave no mail in pieces.`);
    typed.push({ mail: sender.pack(marked.pieces), htmlBytes: html.length });
  }
  return typed;
}
