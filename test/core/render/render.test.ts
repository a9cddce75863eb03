import { describe, expect, test } from 'vitest';
import { render } from '../../../src/core/render/render.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';
import { check, mail, renderFiles } from './checkRender.ts';

describe('orders', () => {
  const files = { 'a.mjml': mail('<mj-text>{{x}}</mj-text>'), 'a.data.json': '{"x":"v"}' };
  check('Handlebars, then MJML', files, { html: ['>v</div>'] }, { engine: 'handlebars-mjml' });
  check('MJML, then Handlebars', files, { html: ['>v</div>'] }, { engine: 'mjml-handlebars' });
  check('MJML alone leaves mustaches', files, { html: ['>{{x}}</div>'] }, { engine: 'mjml' });
  check(
    'Handlebars alone leaves MJML',
    files,
    {
      html: ['<mj-text>v</mj-text>'],
      problems: [
        'a.mjml 1:1-1:6 warning wrong-engine: The engine "handlebars" leaves the MJML tags as they are: choose auto, or one with mjml in its name',
      ],
    },
    { engine: 'handlebars' },
  );
  check(
    'html is passed through',
    files,
    {
      html: [files['a.mjml']],
      problems: [
        'a.mjml 1:1-1:6 warning wrong-engine: The engine "html" leaves the MJML tags as they are: choose auto, or one with mjml in its name',
      ],
    },
    { engine: 'html' },
  );
  check(
    'blocks in mj-raw, which only MJML-first can do',
    {
      'a.mjml': mail('<mj-raw>{{#each rows}}</mj-raw><mj-text>{{this}}{{> p}}</mj-text><mj-raw>{{/each}}</mj-raw>'),
      'a.data.json': '{"rows":[1,2]}',
      'partials/p.hbs': '!',
    },
    { engine: 'mjml-handlebars', html: ['>1!</div>', '>2!</div>'] },
  );
  check(
    'when MJML runs first, a missing value is still placed in the source',
    { 'a.mjml': mail('<mj-raw>{{#if a}}{{/if}}</mj-raw>\n <mj-text>{{b.c}}</mj-text>'), 'a.data.json': '{}' },
    { problems: ['a.mjml 2:11-2:18 warning missing-data: b.c has no value in data set "default"'] },
  );
});

describe('data', () => {
  check(
    'the set called default comes first, and a set is chosen by its name',
    { 'a.hbs': '{{x}}', 'a.data/b.json': '{"x":"B"}', 'a.data/default.json': '{"x":"D"}' },
    { html: ['D'], dataSet: 'default' },
  );
  check(
    'another set is chosen by its name',
    { 'a.hbs': '{{x}}', 'a.data/b.json': '{"x":"B"}', 'a.data/default.json': '{"x":"D"}' },
    { html: ['B'], dataSet: 'b' },
    { dataSet: 'b' },
  );
  check(
    'an unknown set is an error that lists the sets there are',
    { 'a.hbs': 'x', 'a.data/b.json': '{}', 'a.json': '{}' },
    { problems: ['a.hbs 1:1-1:1 error unknown-data-set: There is no data set "c"; there are: default, b'] },
    { dataSet: 'c' },
  );
  check(
    'broken JSON is an error at its place, and no mail is shown without its values',
    { 'a.hbs': 'x{{#if y}}y{{/if}}', 'a.data.json': '\uFEFF{\r\n  "y": true\r\n  "z": 1\r\n}' },
    { html: undefined, problems: ['a.data.json 2:11-2:12 error data-syntax: A "," is missing after this value'] },
  );
  check(
    'given data wins over every file and is blamed under its own name',
    { 'a.hbs': '{{x}}', 'a.data.json': '{"x":"file"}' },
    { html: ['given'] },
    { data: { name: '/project/x.json', text: '{"x":"given"}' } },
  );
  check(
    'broken given data',
    { 'a.hbs': 'x' },
    { html: undefined, problems: ['x.json 1:6-1:7 error data-syntax: A value is missing before this "}"'] },
    { data: { name: '/project/x.json', text: '{"x":}' } },
  );
  check(
    'data in the way of mailproof.json',
    {
      'mails/a.hbs': '{{x}}',
      'mailproof.json': '{"data":["samples","one.json"]}',
      'samples/s.json': '{"x":"S"}',
      'one.json': '{"x":"1"}',
    },
    { html: ['1'], dataSet: 'one' },
  );
});

describe('subject', () => {
  const data = { 'a.data.json': '{"n":"Tom & <b>"}' };
  check(
    'mailproof.json wins over all',
    { 'a.hbs': '<title>t</title>', 'mailproof.json': '{"subject":"P {{n}}"}', 'a.subject.txt': 'f', ...data },
    { subject: 'P Tom & <b>' },
  );
  check(
    'the file of the template wins over the file of the folder, and that over a comment',
    { 'a.hbs': '<!-- subject: c --><title>t</title>', 'subject.hbs': 's', 'a.subject.hbs': ' A\n {{n}} ', ...data },
    { subject: 'A Tom & <b>' },
  );
  check(
    'a comment wins over the title',
    { 'a.hbs': '<!-- Subject: C {{n}} --><title>t</title>', ...data },
    { subject: 'C Tom & <b>' },
  );
  check(
    'the title is html',
    { 'a.mjml': '<mjml><mj-head><mj-title>T &amp; {{n}}</mj-title></mj-head><mj-body/></mjml>', ...data },
    { subject: 'T & Tom & <b>' },
  );
  check(
    'a broken template still has a subject',
    { 'a.mjml': '<mjml><mj-head><mj-title>T {{n}}</mj-title></mj-head><mj-body>{{/if}}</mj-body></mjml>', ...data },
    {
      subject: 'T Tom & <b>',
      html: undefined,
      problems: ['a.mjml 1:63-1:70 error handlebars-syntax: {{/if}} closes a block that was not opened'],
    },
  );
  check('without any there is none', { 'a.hbs': 'x' }, { subject: '' });
  check(
    'a missing value is placed in the file of the subject',
    { 'a.hbs': 'x', 'a.subject.hbs': 'Hi\n{{who}}', 'a.data.json': '{}' },
    { subject: 'Hi', problems: ['a.subject.hbs 2:1-2:8 warning missing-data: who has no value in data set "default"'] },
  );
  check(
    'a missing value is placed in mailproof.json',
    { 'a.hbs': 'x', 'mailproof.json': '{\n "subject": "Hi {{who}}" }', 'a.data.json': '{}' },
    { problems: ['mailproof.json 2:17-2:24 warning missing-data: who has no value in data set "default"'] },
  );
  check(
    'a missing value in the comment is reported once, with the template',
    { 'a.hbs': '<!-- subject: {{who}} -->', 'a.data.json': '{}' },
    {
      problems: ['a.hbs 1:15-1:22 warning missing-data: who has no value in data set "default"'],
    },
  );
});

describe('text', () => {
  check(
    'is made from the html: links kept, pictures and hidden parts left out, cells of a row on one line',
    {
      'a.html':
        '<html><title>t</title><style>p{}</style><body><div style="display:none">hidden</div><h1>Head</h1><p>Hello <b>you</b></p>' +
        '<img src="a.png"><a href="https://e.example/x">Go</a> <a href="https://e.example">https://e.example</a>' +
        '<table><tr><td>Pen</td><td>2</td></tr><tr><td><table><tr><td>Deep</td></tr></table></td></tr></table></body></html>',
    },
    { text: 'Head\n\nHello you\n\nGo (https://e.example/x) https://e.example\nPen 2\nDeep' },
  );
  check(
    "the project's own text wins and is filled in, without html escapes",
    { 'a.hbs': 'x', 'a.text.hbs': 'Hi {{n}}\n', 'a.data.json': '{"n":"Tom & Co"}' },
    { text: 'Hi Tom & Co\n' },
  );
  check('as plain text without mustaches', { 'a.html': '<p>x</p>', 'a.txt': 'just text' }, { text: 'just text' });
  check(
    'is not made of the html for who does not want it',
    { 'a.html': '<p>x</p>' },
    { text: '' },
    { wantsText: false },
  );
  check(
    'of the project itself is rendered for who does not want the html in words',
    { 'a.html': '<p>x</p>', 'a.txt': 'just text' },
    { text: 'just text' },
    { wantsText: false },
  );
});

describe('preheader', () => {
  check(
    'mj-preview',
    { 'a.mjml': '<mjml><mj-head><mj-preview>Look &amp; see</mj-preview></mj-head><mj-body/></mjml>' },
    { preheader: 'Look & see' },
  );
  check(
    'the first hidden element, without its fillers',
    {
      'a.html':
        '<html><body><p>x</p><div style="color:red; display: none">Soon<div>er</div> &zwnj;&nbsp;&#847; </div></body></html>',
    },
    { preheader: 'Soon er' },
  );
  check('none', { 'a.html': '<html><body>x</body></html>' }, { preheader: '' });
});

describe('mailproof.json', () => {
  check(
    'is the nearest one upwards',
    { 'x/y/a.hbs': 'a', 'x/mailproof.json': '{"engine":"html"}', 'mailproof.json': '{"engine":"mjml"}' },
    { engine: 'html' },
  );
  check(
    'unknown keys are warnings, wrong values are errors, each at its place',
    { 'a.hbs': 'a', 'mailproof.json': '{\n "engin": "html",\n "from": 3,\n "engine": "x", "checks": {} }' },
    {
      problems: [
        'mailproof.json 3:10-3:11 error project-file: "from" must be a text',
        'mailproof.json 4:12-4:15 error project-file: "engine" must be one of auto, handlebars-mjml, mjml-handlebars, mjml, handlebars, html',
        'mailproof.json 2:2-2:9 warning project-file: "engin" is not known here; did you mean "engine"?',
        'mailproof.json 4:17-4:25 info project-file: "checks" is not used by this version',
      ],
    },
  );
  check(
    'broken, it is an error and everything has its default',
    { 'a.hbs': 'a', 'mailproof.json': '{"engine":"html",}' },
    {
      html: ['a'],
      problems: ['mailproof.json 1:18-1:19 error project-file: There is a comma too much before this "}"'],
    },
  );
  test('its from is handed on as it is', async () => {
    const { from } = await renderFiles({ 'a.hbs': 'a', 'mailproof.json': '{"from":"A <a@example.com>"}' });
    expect(from).toBe('A <a@example.com>');
  });
});

describe('a template that cannot be read', () => {
  check(
    'is missing',
    { 'a.hbs': { refused: 'it is not UTF-8' } },
    {
      html: undefined,
      problems: ['a.hbs 1:1-1:1 error unreadable-template: The template cannot be read: it is not UTF-8'],
    },
  );
  test('its path is still a dependency, so that the preview comes when the file does', async () => {
    const result = await render({ path: '/p/a.hbs', root: '/p', engine: 'auto', overrides: {} }, memoryFileReader({}));
    expect(result.dependencies).toContain('/p/a.hbs');
    expect(result.problems[0]?.message).toBe('The template cannot be read: it was not found');
  });
});
