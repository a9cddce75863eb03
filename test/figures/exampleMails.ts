import fs from 'node:fs';
import path from 'node:path';
import { renderJob } from '../../src/core/render/render.ts';
import { RenderMemory } from '../../src/core/renderMemory.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';

/** `import.meta.dirname` is that of test/support here: see scripts/figureOfTests.mjs. */
const root = path.resolve(import.meta.dirname, '..', '..', 'examples');

/** The sample mails, with their images in them. */
export async function exampleMails(): Promise<readonly { readonly name: string; readonly html: string }[]> {
  const names = fs.readdirSync(root).filter((name) => name.endsWith('.mjml.hbs'));
  return Promise.all(
    names.map(async (name) => {
      const request = { path: path.join(root, name), root, engine: 'auto', overrides: {} } as const;
      const { html = '' } = await renderJob({ request, files: diskFileReader({ root }), memory: new RenderMemory() });
      return { name, html: html.replace(/(["'(])(?:\.\/)?(images\/[^"')]+)/g, withImage) };
    }),
  );
}

function withImage(_match: string, before: string, name: string): string {
  return `${before}data:image/png;base64,${fs.readFileSync(path.join(root, name)).toString('base64')}`;
}
