import { describe } from 'vitest';
import { check, mail } from './checkRender.ts';

const text = mail('<!-- note --><mj-text font-family="Mine" css-class="a">x</mj-text>');

describe('.mjmlconfig without code', () => {
  check(
    'the nearest one gives the options that change the mail',
    {
      'mails/a.mjml': text,
      '.mjmlconfig':
        '{"options":{"fonts":{"Mine":"https://fonts.example/mine"},"keepComments":false,"printerSupport":true,"juiceOptions":{"applyStyleTags":true}}}',
    },
    { html: ['https://fonts.example/mine', '@media only print'], lacks: ['<!-- note -->', 'family=Ubuntu'] },
  );
  check(
    'a nearer one hides those above it',
    { 'mails/a.mjml': text, 'mails/.mjmlconfig': '{}', '.mjmlconfig': '{"options":{"keepComments":false}}' },
    { html: ['<!-- note -->'] },
  );
  check(
    'options that would read, run or hide something are not obeyed',
    {
      'a.mjml': text,
      '.mjmlconfig':
        '{"options":{"filePath":"/etc","includePath":"/","skeleton":"./a.js","presets":["./b.js"],"ignoreIncludes":true,"validationLevel":"strict","juiceOptions":{"extraCss":"*{}"}}}',
    },
    { html: ['>x</div>'], lacks: ['*{}'] },
  );
  check(
    'an option of the wrong kind is a warning at its value',
    {
      'a.mjml': text,
      '.mjmlconfig': '{\n "options": {"fonts": ["a"], "keepComments": "no",\n "juiceOptions": 1}, "packages": "a"}',
    },
    {
      html: ['>x</div>'],
      problems: [
        '.mjmlconfig 3:34-3:37 error mjml-config: "packages" must be a list of paths or names',
        '.mjmlconfig 2:23-2:28 warning mjml-config: "fonts" must be an object of font names and addresses',
        '.mjmlconfig 2:46-2:50 warning mjml-config: "keepComments" must be true or false',
        '.mjmlconfig 3:18-3:19 warning mjml-config: "juiceOptions" must be an object',
      ],
    },
  );
  check(
    'what would run is named, with what to do',
    { 'a.mjml': text, '.mjmlconfig': '{"packages":["./a.js","b"]}' },
    {
      problems: [
        '.mjmlconfig 1:13-1:27 warning mjml-config: The custom components "./a.js", "b" are not loaded: set "mailproof.mjml.engine" to "workspace" in a workspace that you trust (on the command line: --mjml workspace --trust)',
      ],
    },
  );
  check(
    'it is no business of a mail without MJML',
    { 'a.hbs': '<p>{{x}}</p>', 'a.data.json': '{"x":1}', '.mjmlconfig': '{' },
    { engine: 'handlebars', html: ['<p>1</p>'] },
  );
  const useless = (why: string): readonly string[] => [
    `.mjmlconfig 1:1-1:2 warning mjml-config: .mjmlconfig is not used: ${why}`,
  ];
  const cases: readonly [config: string, problems: readonly string[]][] = [
    ['[]', useless('it must hold an object: { ... }')],
    ['1', useless('it must hold an object: { ... }')],
    ['['.repeat(100_000), useless('This is nested too deeply')],
    ['{"options":[]}', ['.mjmlconfig 1:12-1:14 warning mjml-config: "options" must be an object: { ... }']],
    ['{"options":{"fonts":{"__proto__":{"a":"b"}}}}', []],
  ];
  for (const [config, problems] of cases) {
    check(
      `a mail renders whatever it holds: ${config.slice(0, 50)}`,
      { 'a.mjml': text, '.mjmlconfig': config },
      { html: ['>x</div>'], problems },
    );
  }
});
