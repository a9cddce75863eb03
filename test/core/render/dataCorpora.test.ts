import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import type { RenderResult } from '../../../src/core/render/renderResult.ts';
import { diskFileReader } from '../../../src/core/template/diskFileReader.ts';
import { withCorpora } from '../../support/corpora.ts';

withCorpora('data of balena-emails', (corpora) => {
  const root = path.join(corpora, 'templates/balena-emails');
  const templates = ['newsletter', 'announcement'];

  test('each template finds its data files, told apart by their folders', async () => {
    const [newsletter, announcement] = await Promise.all(templates.map((name) => renderTemplate(name)));
    expect(newsletter?.dataSets.length).toBeGreaterThan(30);
    expect(newsletter?.dataSets.map((set) => set.name)).toContain('2021/11');
    expect(announcement?.dataSets.map((set) => set.name)).toContain('2021/08-apps-to-fleets');
  });

  test('each template renders whole with made-up values alone', async () => {
    for (const name of templates) {
      const { sample } = await renderTemplate(name);
      const made = await renderTemplate(name, { name: 'sample.json', text: sample?.text ?? '' });
      expect({ name, problems: made.problems.filter(({ code }) => /data/.test(code)) }).toEqual({
        name,
        problems: [],
      });
      expect(made.html).toMatch(/<\/html>\s*$/);
      expect(made.html?.replace(/<!--.*?-->/gs, '')).not.toMatch(/\{\{|<mj-/);
    }
  });

  test('its 35 data files use what the template asks for', async () => {
    for (const name of templates) {
      const { dataSets, sample } = await renderTemplate(name);
      const asked = pathsOf(JSON.parse(sample?.text ?? '{}'));
      const seen = new Set<string>();
      const warnings: number[] = [];
      const infos: number[] = [];
      for (const { name: dataSet, file } of dataSets) {
        const { problems } = await renderTemplate(name, undefined, dataSet);
        const dataProblems = problems.filter(({ code }) => /data/.test(code));
        warnings.push(dataProblems.filter(({ severity }) => severity === 'warning').length);
        infos.push(dataProblems.filter(({ severity }) => severity === 'info').length);
        for (const each of pathsOf(JSON.parse(fs.readFileSync(file, 'utf8')))) seen.add(each);
      }
      const found = [...asked].filter((each) => seen.has(each));
      console.log(
        `${name}: ${asked.size} paths inferred, ${found.length} of them in ${dataSets.length} data files;`,
        `median of warnings ${median(warnings)}, of infos ${median(infos)}`,
      );
      // The rest is optional in the templates, and no file has it.
      expect(found.length).toBeGreaterThanOrEqual(name === 'newsletter' ? 40 : 10);
      expect(median(warnings)).toBe(0);
    }
  });

  function renderTemplate(
    name: string,
    data?: { name: string; text: string },
    dataSet?: string,
  ): Promise<RenderResult> {
    const file = path.join(root, 'src/templates', `${name}.mjml`);
    const request = { path: file, root, engine: 'auto', overrides: {}, wantsSample: true, data, dataSet } as const;
    return render(request, diskFileReader({ root }));
  }
});

function pathsOf(value: unknown, prefix = ''): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((each) => [...pathsOf(each, `${prefix}[]`)]));
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(
    Object.entries(value).flatMap(([name, each]) => {
      const own = prefix === '' ? name : `${prefix}.${name}`;
      return [own, ...pathsOf(each, own)];
    }),
  );
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((left, right) => left - right)[numbers.length >> 1] ?? 0;
}
