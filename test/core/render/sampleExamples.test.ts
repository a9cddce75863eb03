import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import { diskFileReader } from '../../../src/core/template/diskFileReader.ts';

const root = path.resolve(import.meta.dirname, '../../../examples');

for (const name of fs.readdirSync(root).filter((each) => /\.(mjml|hbs)$/.test(each) && !each.includes('.subject.'))) {
  test(`${name} renders whole with made-up values alone`, async () => {
    const request = { path: path.join(root, name), root, engine: 'auto', overrides: {}, wantsSample: true } as const;
    const { sample } = await render(request, diskFileReader({ root }));
    const data = { name: 'sample.json', text: sample?.text ?? '' };
    const { html, subject, problems } = await render({ ...request, data }, diskFileReader({ root }));
    expect(problems).toEqual([]);
    expect(html).toMatch(/<\/html>\s*$/);
    expect(`${subject} ${html ?? ''}`).not.toMatch(/\{\{|<mj-|\[object Object\]/);
  });
}
