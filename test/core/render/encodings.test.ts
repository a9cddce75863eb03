import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import { diskFileReader } from '../../../src/core/template/diskFileReader.ts';
import { sayProblem } from './checkRender.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-encodings-'));
const latin1 = Buffer.from('\n Gr\xfc\xdfe', 'latin1');
const reason = 'it is not UTF-8 at line 2, column 4 (it looks like Windows-1252 or Latin-1); save it as UTF-8';

beforeAll(() => {
  fs.writeFileSync(path.join(folder, 'bad.hbs'), latin1);
  fs.writeFileSync(path.join(folder, 'data.hbs'), '{{a}}');
  fs.writeFileSync(path.join(folder, 'data.data.json'), latin1);
  fs.writeFileSync(path.join(folder, 'partial.hbs'), 'x\n{{> bad}}');
  fs.writeFileSync(
    path.join(folder, 'include.mjml'),
    '<mjml><mj-body>\n<mj-include path="bad.hbs" /></mj-body></mjml>',
  );
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** The place, without the file's folder, and what is said. */
function check(rule: string, template: string, ...problems: readonly string[]): void {
  test(rule, async () => {
    const file = path.join(folder, template);
    const result = await render(
      { path: file, root: folder, engine: 'auto', overrides: {} },
      diskFileReader({ root: folder }),
    );
    const said = result.problems.map((problem) =>
      sayProblem({ ...problem, file: `/project/${path.basename(problem.file)}` }),
    );
    expect(said).toEqual(problems);
    // Saved again in the right encoding, it renders: the file is watched.
    expect(result.dependencies.map((each) => path.basename(each))).toContain(
      problems[0]?.startsWith('data') === true ? 'data.data.json' : 'bad.hbs',
    );
  });
}

check('a template', 'bad.hbs', `bad.hbs 2:4-2:4 error unreadable-template: The template cannot be read: ${reason}`);
check('data', 'data.hbs', `data.data.json 2:4-2:4 error unreadable-data: The data cannot be read: ${reason}`);
check(
  'a partial, at its call',
  'partial.hbs',
  `partial.hbs 2:1-2:10 error missing-partial: The partial "bad" may not be read: ${reason}`,
);
check(
  'an include, at its tag',
  'include.mjml',
  `include.mjml 2:1-2:12 error denied-include: "bad.hbs" may not be included: ${reason}`,
);
