import { expect, test } from 'vitest';
import { decideEngine } from '../../../src/core/template/engine.ts';

function check(
  rule: string,
  path: string,
  text: string,
  expected: string,
  more: { readonly partials?: readonly string[]; readonly includes?: readonly string[] } = {},
): void {
  test(rule, () => {
    const { engine, reason } = decideEngine({
      template: { path, text },
      partials: more.partials ?? [],
      includes: more.includes ?? [],
    });
    expect(`${engine}: ${reason}`).toBe(expected);
  });
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
