import { describe } from 'vitest';
import { check } from './checkRender.ts';

// How builders of sites and of plain Handlebars mails lay out their projects: each renders from the path of its template alone.

const page = (content: string): string => `<!doctype html><html><body>${content}</body></html>`;
const inkyInfo = (place: string): string =>
  `${place} info template-language: There are tags of Inky (Foundation for Emails) here: they are shown as they are, because Mailproof does not make tables of them`;

describe('settings at the top of a page', () => {
  check(
    'are no text, but values of the page and of its layout',
    {
      'mails/a.hbs': '---\ntitle: Hello & bye\n---\n<p>{{title}}</p>',
      'mails/layouts/main.hbs': page('<h1>{{title}}</h1>{{{body}}}'),
    },
    { html: ['<!doctype html><html><body><h1>Hello &amp; bye</h1>', '<p>Hello &amp; bye</p>'], lacks: ['---'] },
  );
  check(
    'leave no blanks before a document',
    { 'a.hbs': '---\r\nx: 1\r\n---\r\n<!doctype html>{{x}}' },
    { html: ['<!'] },
  );
  check(
    'move no place',
    { 'a.hbs': '---\r\ntitle: 😀\r\n---\r\n<p>{{#if}}</p>{{title}}', 'a.data.json': '{}' },
    {
      problems: ['a.hbs 4:4-4:11 error handlebars-syntax: {{#if}} is never closed: add {{/if}}'],
    },
  );
  check(
    'lie below the values of a data set',
    { 'a.hbs': '---\nx: page\ny: page\n---\n{{x}} {{y}}', 'a.data.json': '{"x":"data"}' },
    { html: ['data page'] },
  );
  check(
    'name the subject, which may have mustaches',
    { 'a.hbs': '---\nsubject: "Hi {{name}}"\n---\n<title>No</title>', 'a.data.json': '{"name":"Tom & Co"}' },
    { subject: 'Hi Tom & Co' },
  );
  check(
    'name the layout, with or without its extension',
    {
      'a.hbs': '---\nlayout: other.hbs\n---\na',
      'layouts/main.hbs': '<m>{{{body}}}',
      'layouts/other.hbs': '<o>{{{body}}}',
    },
    { html: ['<o>'], lacks: ['<m>'] },
  );
  check(
    'name a layout that is not there',
    { 'a.hbs': "---\nlayout: 'other'\n---\na", 'layouts/main.hbs': '<m>{{{body}}}' },
    { problems: ['a.hbs 2:10-2:15 error missing-layout: The layout "other" was not found'], html: ['a'] },
  );
  check(
    'say that there is no layout',
    { 'a.hbs': '---\nlayout: false\n---\na', 'layouts/main.hbs': '<m>{{{body}}}' },
    { html: ['a'], lacks: ['<m>'] },
  );
  check(
    'that cannot be read are told of at their place',
    { 'a.hbs': '---\nx: [1\n---\n<p>a</p>' },
    {
      problems: [
        'a.hbs 3:1-3:1 error data-syntax: This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
      html: ['<p>a</p>'],
    },
  );
  check('are not taken for a rule in a text', { 'a.hbs': '---\nDear you\n---\nBye' }, { html: ['---\nDear you\n---'] });
});

describe('a place for the template that is called otherwise', () => {
  check(
    'of two braces, in a layout by its name: its build escapes nothing there',
    { 'mails/a.hbs': '<p>{{x}}</p>', 'mails/base.hbs': page('{{ body }}'), 'mails/a.data.json': '{"x":"<"}' },
    { html: ['<body><p>&lt;</p></body>'] },
  );
  check(
    'of two braces, in a folder of layouts',
    { 'src/emails/a.hbs': '<p>a</p>', 'src/layouts/default.hbs': page('{{ body }}') },
    { html: ['<body><p>a</p></body>'] },
  );
  check(
    'a text of the mail is none, where two braces print it',
    { 'mails/a.hbs': '<p>a</p>', 'mails/main.hbs': page('{{ body }}') },
    { html: ['<p>a</p>'], lacks: ['<body>'] },
  );
  check(
    'in a partial of the layout, which gets it as an argument',
    {
      'mails/a.hbs': '<p>{{x}}</p>',
      'mails/base/base_template.hbs': page('{{> card title=title bodyContent=bodyContent}}'),
      'mails/base/partials/card.hbs': '<td>{{title}}{{{bodyContent}}}</td>',
      'mails/a.data.json': '{"x":1,"title":"T"}',
    },
    { html: ['<body><td>T<p>1</p></td></body>'] },
  );
  check(
    '{{> body}} in a layout that is made of partials',
    {
      'src/pages/a.html': '<p>a</p>',
      'src/layouts/default.html': '{{> header}}{{> body}}{{> footer}}',
      'src/partials/header.html': '<html><body>',
      'src/partials/footer.html': '</body></html>',
    },
    { engine: 'handlebars', html: ['<html><body><p>a</p></body></html>'] },
  );
  check(
    '{{> body}} where there is such a partial',
    { 'layouts/main.hbs': page('{{> body}}'), 'partials/body.hbs': '<p>own</p>' },
    { html: ['<body><p>own</p></body>'] },
  );
  check(
    '{{{body}}} in a layout that is called with a block around the mail',
    {
      'mails/a.hbs': '{{#> frame brand="B"}}<p>{{x}}</p>{{/frame}}',
      'mails/layouts/frame.hbs': page('{{brand}}{{{body}}}'),
      'mails/a.data.json': '{"x":1}',
    },
    { html: ['<body>B<p>1</p></body>'] },
  );
  check(
    'a partial that is called without a block prints its value',
    { 'a.hbs': '{{#> box}}x{{/box}}{{> box body="<b>"}}', 'partials/box.hbs': '[{{{body}}}]', 'a.data.json': '{}' },
    { html: ['[x][<b>]'] },
  );
});

describe('Subject: in the first line', () => {
  check(
    'is the subject, and no text of the mail',
    { 'a.hbs': 'Subject: Hi {{name}}\n\n<p>{{name}}</p>', 'a.data.json': '{"name":"Tom & Co"}' },
    { subject: 'Hi Tom & Co', html: ['<p>Tom &amp; Co</p>'], lacks: ['Subject'] },
  );
  check(
    'keeps its place',
    { 'a.hbs': 'Subject: Hi {{name}}\n\n<p>{{x}}</p>', 'a.data.json': '{}' },
    {
      problems: [
        'a.hbs 1:13-1:21 warning missing-data: name has no value in data set "default"',
        'a.hbs 3:4-3:9 warning missing-data: x has no value in data set "default"',
      ],
    },
  );
  check(
    'is a sentence where the text goes on',
    { 'a.hbs': 'Subject: a word\nand more' },
    { html: ['Subject: a word'] },
  );
});

describe('data', () => {
  check(
    'of a file that is called like a value, in a folder of data',
    { 'src/emails/a.hbs': '{{ site.url }}', 'src/data/site.yml': 'url: here' },
    { html: ['here'] },
  );
  check(
    'also when its name is that of a default',
    { 'src/emails/a.hbs': '{{ default.url }}', 'src/data/default.yml': 'url: here' },
    { html: ['here'] },
  );
  check(
    'of another template are none',
    {
      'mails/a.hbs': '{{ order.id }}',
      'data/order.json': '{"order":{"id":"other"}}',
      'mails/a.data.json': '{"order":{"id":"own"}}',
    },
    { html: ['own'] },
  );
  check(
    'beside the only template of a folder',
    { 'x/page.hbs': '<html>{{a}}</html>', 'x/welcome_data.json': '{"a":"A"}', 'x/other_data_french.json': '{"a":"F"}' },
    { html: ['F'], dataSet: 'other_french' },
  );
  check(
    'of a variant, in a folder of data',
    { 'mails/a.hbs': '{{x}}', 'mails/data/a.long.json': '{"x":"long"}' },
    { html: ['long'], dataSet: 'long' },
  );
  check(
    'that say that they are made up',
    { 'a.hbs': '{{x}}', 'a.dummyData.json': '{"x":"dummy"}' },
    { html: ['dummy'] },
  );
});

check(
  'values are printed as they are where the project says that its build does so',
  { 'a.hbs': '{{x}}', 'a.data.json': '{"x":"<b>"}', 'mailproof.json': '{"noEscape":true}' },
  { html: ['<b>'] },
);
check(
  'Inky is named, and shown as it is',
  { 'src/pages/a.html': '<container>{{x}}</container>', 'a.data.json': '{}', 'src/pages/a.data.json': '{"x":1}' },
  { problems: [inkyInfo('src/pages/a.html 1:1-1:12')], html: ['<container>1</container>'] },
);
