import { expect, test } from 'vitest';
import { findBuildClues } from '../../../src/core/template/buildClues.ts';
import { clueOfCode } from '../../../src/core/template/codeClues.ts';
import { decideEngine, type EngineDecision } from '../../../src/core/template/engine.ts';
import { SourceFiles, type SourceText } from '../../../src/core/template/sourceFiles.ts';
import { detectLanguage } from '../../../src/core/template/templateLanguage.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

interface More {
  readonly partials?: readonly string[];
  readonly includes?: readonly string[];
  /** Other files of the project, by path. */
  readonly project?: Readonly<Record<string, string>>;
}

function check(rule: string, path: string, text: string, expected: string, more: More = {}): void {
  test(rule, async () => {
    const { engine, reason } = await decide(path, text, more);
    expect(`${engine}: ${reason}`).toBe(expected);
  });
}

function decide(name: string, text: string, more: More): Promise<EngineDecision> {
  const sources = (texts: readonly string[] = []): readonly SourceText[] =>
    texts.map((each, index) => ({ path: `/project/${index}`, text: each }));
  const template = { path: `/project/${name}`, text };
  const entries = Object.entries(more.project ?? {}).map(([path, content]) => [`/project/${path}`, content]);
  const files = new SourceFiles(memoryFileReader({ [template.path]: text, ...Object.fromEntries(entries) }));
  return decideEngine(
    {
      template,
      partials: sources(more.partials),
      includes: sources(more.includes),
      language: detectLanguage(template),
      memory: files.memory,
    },
    () => findBuildClues(template, '/project', files),
  );
}

const column = (content: string): string =>
  `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;

check('MJML alone', 'a.mjml', column(''), 'mjml: It has MJML tags and no mustaches.');
check('a comment is no mustache', 'a.mjml', column('{{! x }}'), 'mjml: It has MJML tags and no mustaches.');
check('html alone', 'a.html', '<html></html>', 'html: It has neither MJML tags nor mustaches.');
check('Handlebars alone', 'a.hbs', '<p>{{x}}</p>', 'handlebars: It has mustaches and no MJML tags.');
check(
  'a Handlebars file without mustaches',
  'a.hbs',
  '<p></p>',
  'handlebars: It is a Handlebars file without MJML tags.',
);
check('a new file', 'a.mjml', '', 'mjml: It is an empty .mjml file.');
check(
  '.mjml files that are only text',
  'subject.mjml',
  'Hello {{name}}',
  'handlebars: It has mustaches and no MJML tags.',
);
check(
  'both, without other evidence',
  'a.mjml',
  column('<mj-text>{{x}}</mj-text>'),
  'handlebars-mjml: Handlebars runs before MJML: that is the usual order.',
);
check(
  'blocks between MJML tags',
  'a.mjml',
  column('{{#if x}}<mj-text>a</mj-text>{{/if}}'),
  'handlebars-mjml: Handlebars runs before MJML: its blocks stand between MJML tags.',
);
check(
  'blocks inside of texts are no evidence',
  'a.mjml',
  column('<mj-text>{{#if x}}a{{/if}}</mj-text>'),
  'handlebars-mjml: Handlebars runs before MJML: that is the usual order.',
);
check(
  'blocks in mj-raw',
  'a.mjml',
  column('<mj-raw>{{#if x}}</mj-raw><mj-text>a</mj-text><mj-raw>{{/if}}</mj-raw>'),
  'mjml-handlebars: MJML runs before Handlebars: its blocks stand in <mj-raw>.',
);
check(
  'mustaches in included files',
  'a.mjml',
  column(''),
  'mjml-handlebars: MJML runs before Handlebars: a file that it includes has mustaches.',
  { includes: ['{{x}}'] },
);
check(
  'partials with MJML',
  'a.mjml',
  '{{> head}}<mj-raw>{{#if x}}{{/if}}</mj-raw>',
  'handlebars-mjml: Handlebars runs before MJML: its partials contain MJML tags.',
  { partials: ['<mjml>'] },
);
check(
  'mustaches between attributes',
  'a.mjml',
  column('<mj-text {{#if x}}color="red"{{/if}}>a</mj-text>'),
  'handlebars-mjml: Handlebars runs before MJML: a tag has mustaches between its attributes.',
);
check(
  'the file name',
  'a.mjml.hbs',
  column('<mj-text>{{x}}</mj-text>'),
  'handlebars-mjml: Handlebars runs before MJML: it is a Handlebars file with MJML inside.',
);

check(
  'another language with MJML',
  'a.mjml',
  column('<mj-text>{{ x | upcase }}</mj-text>'),
  'mjml: It is not written in Handlebars (Liquid), so only MJML runs.',
);
check(
  'another language without MJML',
  'a.html',
  '<p>{{ x | upcase }}</p>',
  'html: It is not written in Handlebars (Liquid), so nothing runs.',
);

const text = column('<mj-text>{{x}}</mj-text>');
const scripts = (build: string, dependencies: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'package.json': JSON.stringify({ scripts: { build }, dependencies }),
});
const built = (content: string): string => `<!doctype html><div class="mj-column-per-100">${content}</div>`;

check(
  'a build that makes Handlebars files with the mjml command',
  'mails/a.mjml',
  text,
  'mjml-handlebars: MJML runs before Handlebars: its build makes Handlebars files with the mjml command.',
  { project: scripts('mjml -r mails/*.mjml -o out/welcome.handlebars') },
);
check(
  'a build that runs the mjml command for a project that has Handlebars',
  'mails/a.mjml',
  text,
  'mjml-handlebars: MJML runs before Handlebars: its build uses the mjml command, which leaves mustaches alone.',
  { project: scripts('mjml mails/*.mjml -o out', { handlebars: '4' }) },
);
check(
  'a build that runs Handlebars and then the mjml command',
  'mails/a.mjml',
  text,
  'handlebars-mjml: Handlebars runs before MJML: its build runs Handlebars and then the mjml command.',
  { project: scripts('hbs --data x.json mails/*.hbs -o tmp && mjml tmp/*.mjml -o out', { handlebars: '4' }) },
);
check(
  'a library that runs Handlebars first',
  'a.mjml',
  text,
  'handlebars-mjml: Handlebars runs before MJML: it uses @vendure/email-plugin, which runs Handlebars first.',
  { project: scripts('tsc', { '@vendure/email-plugin': '3' }) },
);
check(
  'a preprocessor',
  'a.mjml',
  text,
  'handlebars-mjml: Handlebars runs before MJML: a preprocessor of .mjmlconfig.js runs Handlebars.',
  {
    project: { '.mjmlconfig.js': "const Handlebars = require('handlebars'); module.exports = { preprocessors: [x] }" },
  },
);
check(
  'what was built of it still has mustaches',
  'src/a.mjml',
  text,
  'mjml-handlebars: MJML runs before Handlebars: the html that was built of it still has mustaches.',
  { project: { 'templates/a.hbs': built('{{x}}') } },
);
check(
  'what was built of it has no mustaches left',
  'a.mjml',
  text,
  'handlebars-mjml: Handlebars runs before MJML: the html that was built of it has no mustaches left.',
  { project: { 'a.html': built('x') } },
);
check(
  'a namesake that MJML did not make is no evidence',
  'a.mjml',
  text,
  'handlebars-mjml: Handlebars runs before MJML: that is the usual order.',
  { project: { 'a.hbs': '<p>{{x}}</p>' } },
);
check(
  'another template of the same folder',
  'a.mjml',
  text,
  'mjml-handlebars: MJML runs before Handlebars: in another template here, its blocks stand in <mj-raw>.',
  { project: { 'b.mjml': column('<mj-raw>{{#if x}}</mj-raw><mj-raw>{{/if}}</mj-raw>') } },
);
check(
  'the template itself weighs more than others',
  'a.mjml',
  column('{{#if x}}<mj-text>a</mj-text>{{/if}}'),
  'handlebars-mjml: Handlebars runs before MJML: its blocks stand between MJML tags.',
  { project: { 'b.mjml': column('<mj-raw>{{#if x}}</mj-raw><mj-raw>{{/if}}</mj-raw>') } },
);

const programs: readonly (readonly [string, 'mjml-handlebars' | 'handlebars-mjml' | undefined])[] = [
  ['const t = Handlebars.compile(mjml2html(source).html);', 'mjml-handlebars'],
  ['const { html } = await mjml2html(source, {});\nconst t = Handlebars.compile(html);', 'mjml-handlebars'],
  ['const { html: made, errors } = mjml2html(source); handlebars.compile(made)(data)', 'mjml-handlebars'],
  ['const template = Handlebars.compile(source); send(mjml2html(template(data)).html)', 'handlebars-mjml'],
  ["import hbs from 'handlebars';\nmjml2html(hbs.compile(source)(data))", 'handlebars-mjml'],
  ['const template = Handlebars.compile(source);\nconst text = template(data);\nmjml2html(text)', 'handlebars-mjml'],
  ["adapter: new MjmlAdapter('handlebars', {})", 'handlebars-mjml'],
  ["src('*.hbs').pipe(handlebars(data, {}))\n  .pipe(mjml())", 'handlebars-mjml'],
  ["mjml2html(getTemplate(name)); Handlebars.registerHelper('x', y)", undefined],
  ["const template = getTemplate(name); mjml2html(template); Handlebars.registerHelper('x', y)", undefined],
  ["mjml2html(source); Handlebars.registerHelper('x', y)", undefined],
];
for (const [program, expected] of programs) {
  test(`what a program says: ${program}`, () => expect(clueOfCode(program)?.for).toBe(expected));
}
check(
  'a program of the project',
  'mails/templates/a.mjml',
  text,
  'mjml-handlebars: MJML runs before Handlebars: a program of the project gives Handlebars what MJML made.',
  { project: { 'mails/mailer.ts': 'const t = Handlebars.compile(mjml2html(source).html);' } },
);

test('every piece of evidence is told, heaviest first, with its place', async () => {
  const { clues } = await decide('a.mjml', `<mjml>\n<mj-body>\n{{#if x}}\n{{/if}}</mj-body></mjml>`, {
    includes: ['{{x}}'],
  });
  expect(clues).toEqual([
    { for: 'mjml-handlebars', weight: 7, says: 'a file that it includes has mustaches', file: '/project/0' },
    {
      for: 'handlebars-mjml',
      weight: 6,
      says: 'its blocks stand between MJML tags',
      file: '/project/a.mjml',
      line: 3,
    },
    { for: 'handlebars-mjml', weight: 1, says: 'that is the usual order' },
  ]);
});

test('hostile programs are read in linear time', () => {
  const started = performance.now();
  for (const unit of ['compile(', 'mjml2html( ', '{ html ', 'a = ', ' ', 'handlebars(', 'x', 'mjml handlebars '])
    clueOfCode(`mjml handlebars ${unit.repeat(100_000 / unit.length)}`);
  expect(performance.now() - started).toBeLessThan(5000);
});
