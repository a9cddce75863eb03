import fs from 'node:fs';
import path from 'node:path';
import mjml2html from 'mjml';
import { expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import { diskFileReader } from '../../../src/core/template/diskFileReader.ts';
import { withCorpora } from '../../support/corpora.ts';
import { outcome, withoutRandomIds } from '../../support/stockHtml.ts';

withCorpora('templates by strangers', (corpora) => {
  const inputs = filesBelow(path.join(corpora, 'mjml/mrml-compare'), '.mjml');

  test('every MJML input of mrml renders exactly as MJML alone renders it', async () => {
    expect(inputs.length).toBeGreaterThan(150);
    const different: string[] = [];
    for (const file of inputs) {
      const text = fs.readFileSync(file, 'utf8');
      const stock = await outcome(async () => (await mjml2html(text)).html);
      const { html } = await renderFile(file, { engine: 'mjml' });
      if (withoutRandomIds(html) !== withoutRandomIds(stock)) different.push(path.basename(file));
    }
    expect(different).toEqual([]);
  });

  test('every newsletter of balena-emails renders, with its partials found unasked', async () => {
    const folder = path.join(corpora, 'templates/balena-emails');
    const dataFiles = filesBelow(path.join(folder, 'data'), '.json');
    expect(dataFiles.length).toBeGreaterThan(30);
    for (const template of filesBelow(path.join(folder, 'src/templates'), '.mjml')) {
      for (const file of dataFiles) {
        const data = { name: file, text: fs.readFileSync(file, 'utf8') };
        const result = await renderFile(template, { engine: 'auto', data, root: folder });
        const errors = result.problems.filter((problem) => problem.severity === 'error').map(say);
        expect({ file, engine: result.engine, errors, hasHtml: result.html !== undefined }).toEqual({
          file,
          engine: 'handlebars-mjml',
          errors: [],
          hasHtml: true,
        });
        expect(result.html).not.toContain('{{');
      }
    }
  });
});

async function renderFile(
  file: string,
  options: { engine: 'mjml' | 'auto'; data?: { name: string; text: string }; root?: string },
) {
  const root = options.root ?? path.dirname(file);
  const request = { path: file, root, engine: options.engine, data: options.data, overrides: {} };
  return render(request, diskFileReader({ root }));
}

function filesBelow(folder: string, extension: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => path.join(folder, name))
    .sort();
}

function say(problem: { file: string; start: { line: number }; message: string }): string {
  return `${path.basename(problem.file)}:${problem.start.line + 1} ${problem.message}`;
}
