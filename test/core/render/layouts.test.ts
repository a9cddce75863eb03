import { describe, expect, test } from 'vitest';
import { check, mail, renderFiles } from './checkRender.ts';

const page = (content: string): string => `<!doctype html><html><body>${content}</body></html>`;

describe('a template that is no whole mail is shown in the layout of its project', () => {
  check(
    'express-handlebars, nodemailer-express-handlebars',
    {
      'views/emails/welcome.handlebars': '<h1>Hi {{name}}</h1>',
      'views/layouts/main.handlebars': page('<p>{{company}}</p>\n  {{{body}}}\n{{> footer}}'),
      'views/partials/footer.handlebars': '<i>bye</i>',
      'views/emails/welcome.data.json': '{"name":"Tom & Co","company":"ACME"}',
    },
    {
      html: ['<html><body><p>ACME</p>\n  <h1>Hi Tom &amp; Co</h1>\n<i>bye</i></body></html>'],
      dependencies: [
        'views/emails/welcome.handlebars',
        'views/emails/mailproof.json',
        'views/mailproof.json',
        'mailproof.json',
        'views/emails/welcome.data.json',
        'views/layouts/main.handlebars',
        'views/partials/footer.handlebars',
      ],
    },
  );
  check(
    'mailtrain: the layout of MJML beside it',
    {
      'v/s/mail-x-html.mjml.hbs': '<mj-section><mj-column><mj-text>{{x}}</mj-text></mj-column></mj-section>',
      'v/s/layout.mjml.hbs':
        '<mjml><mj-body>\n<mj-raw>{{#if web}}{{> s_foot}}{{/if}}</mj-raw>{{{body}}}</mj-body></mjml>',
      'v/s/partials/s-foot.hbs': '',
      'v/s/mail-x-html.data.json': '{"x":"value","web":false}',
      'v/layout.hbs': page('{{{body}}}'),
    },
    { engine: 'handlebars-mjml', html: ['>value</div>'] },
  );
  check(
    'hbs: layout.hbs at the top of the views',
    { 'views/m/a.hbs': '<p>a</p>', 'views/layout.hbs': page('{{{ body }}}') },
    { html: ['<body><p>a</p></body>'] },
  );
  check(
    'html in a layout of MJML',
    {
      'a.hbs': '<p>{{x}}</p>',
      'layouts/default.mjml': mail('<mj-text>{{{content}}}</mj-text>'),
      'a.data.json': '{"x":1}',
    },
    { engine: 'handlebars-mjml', html: ['<p>1</p></div>'] },
  );
  check(
    'the whole data is there, wherever the slot is',
    {
      'a.hbs': '{{x}}',
      'layouts/main.hbs': '{{#each list}}[{{& body}}]{{/each}}{{{content}}}',
      'a.data.json': '{"x":"y","list":[1,2],"content":"<b>"}',
    },
    { html: ['[y][y]<b>'] },
  );
  check(
    'the slot is no data: asked for in a condition, it is there',
    { 'a.hbs': '<p>a</p>', 'layouts/main.hbs': page('{{#if body}}{{{body}}}{{else}}nothing{{/if}}') },
    { html: ['<body><p>a</p></body>'], lacks: ['nothing'] },
  );
  check(
    'when MJML runs first, the layout is text around it',
    {
      'a.mjml': '<mj-section><mj-column><mj-text>{{x}}</mj-text></mj-column></mj-section>',
      'layouts/main.mjml': '<mjml><mj-body>{{{body}}}<mj-raw>{{y}}</mj-raw></mj-body></mjml>',
      'a.data.json': '{"x":"first","y":"second"}',
    },
    { html: ['>first</div>', 'second'] },
    { engine: 'mjml-handlebars' },
  );
  check(
    'a layout that calls the template like a partial',
    {
      'emails/a.hbs': '<p>{{x}}</p>',
      'emails/layouts/main.hbs': page('{{> content}}{{> footer}}'),
      'emails/partials/footer.hbs': 'foot',
      'emails/a.data.json': '{"x":1}',
    },
    { html: ['<body><p>1</p>foot</body>'] },
  );
  check(
    'mozilla: one for mails, whatever the default of the pages is',
    {
      'views/email/welcome.hbs': '<p>a</p>{{> email_button}}',
      'views/email/email_partials/email_button.hbs': 'button',
      'views/layouts/default.hbs': page('page {{{body}}}'),
      'views/layouts/default_email.hbs': page('mail {{{body}}}'),
      'views/layouts/email-2022.hbs': page('new {{{body}}}'),
    },
    { html: ['<body>mail <p>a</p>button</body>'] },
  );
  test('the result names it', async () => {
    const { layout } = await renderFiles({ 'a.hbs': '<p>a</p>', 'layouts/main.hbs': '{{{body}}}' });
    expect(layout).toBe('/project/layouts/main.hbs');
  });
});

describe('which layout', () => {
  const layouts = {
    'layouts/main.hbs': '<main>{{{body}}}</main>',
    'layouts/email.hbs': '<mail>{{{body}}}</mail>',
    'layouts/other.hbs': '<other>{{{body}}}</other>',
  };
  check('one for mails before the default', { 'a.hbs': 'a', ...layouts }, { html: ['<mail>a</mail>'] });
  check('the one that the template names', { 'a.hbs': '{{!< other}}\na', ...layouts }, { html: ['<other>a</other>'] });
  check(
    'by a path from the template',
    { 'm/a.hbs': '{{!< ../frames/x.hbs}}a', 'frames/x.hbs': '<x>{{{body}}}</x>', ...layouts },
    { html: ['<x>a</x>'] },
  );
  check(
    'a whole mail may name one',
    { 'a.hbs': '{{!< other}}<html></html>', ...layouts },
    { html: ['<other><html></html></other>'] },
  );
  check('the nearest', { 'm/a.hbs': 'a', 'm/layouts/x.hbs': '<x>{{{body}}}</x>', ...layouts }, { html: ['<x>a</x>'] });
  check(
    'a file of mailproof.json',
    { 'a.hbs': 'a', 'mailproof.json': '{"layouts":"frames/x.hbs"}', 'frames/x.hbs': '<x>{{{yield}}}</x>', ...layouts },
    { html: ['<x>a</x>'] },
  );
  check(
    'a folder of mailproof.json',
    { 'a.hbs': 'a', 'mailproof.json': '{"layouts":["frames"]}', 'frames/x.hbs': '<x>{{{body}}}</x>', ...layouts },
    { html: ['<x>a</x>'] },
  );
  check(
    'none at all, if mailproof.json says so',
    { 'a.hbs': 'just a', 'mailproof.json': '{"layouts":[]}', ...layouts },
    { html: ['just a'], lacks: ['<mail>'] },
  );
});

describe('inline partials fill the places of a layout that is called by its path', () => {
  check(
    'from below the folder of layouts',
    {
      'emails/notices/a.hbs': '{{#*inline "content"}}<p>{{x}}</p>{{/inline}}\n{{> ../layouts/main}}',
      'emails/layouts/main.hbs': page('{{> content}}{{> footer}}'),
      'emails/partials/footer.hbs': 'foot',
      'emails/notices/a.data.json': '{"x":1}',
    },
    { html: ['<body><p>1</p>foot</body>'] },
  );
});

describe('no layout', () => {
  const layouts = { 'layouts/main.hbs': '<main>{{{body}}}</main>' };
  check('around a whole mail', { 'a.hbs': '<html>a</html>', ...layouts }, { html: ['<html>a'], lacks: ['<main>'] });
  check(
    'around a template whose partials open and close the mail',
    {
      'a.hbs': '{{> header}}<mj-section></mj-section>{{> footer}}',
      'partials/header.hbs': '<mjml><mj-body>',
      'partials/footer.hbs': '</mj-body></mjml>',
      'layouts/main.mjml': '<mjml><mj-body>{{{body}}}<mj-raw>in layout</mj-raw></mj-body></mjml>',
    },
    { html: ['<html'], lacks: ['in layout'] },
  );
  check(
    'of files that are partials',
    { 'a.hbs': 'just a', 'layouts/main.hbs': '<main>{{> @partial-block}}</main>' },
    { html: ['just a'], lacks: ['<main>'] },
  );
  check(
    'of a mail that shows html of its data',
    { 'a.hbs': 'just a', 'default.hbs': page('{{{content}}}') },
    { html: ['just a'], lacks: ['<html>'] },
  );
  check(
    'of a file with a partial that is called like a slot',
    { 'a.hbs': 'just a', 'layouts/main.hbs': page('{{> content}}'), 'partials/content.hbs': 'c' },
    { html: ['just a'], lacks: ['<html>'] },
  );
  check(
    'of web pages',
    { 'a.hbs': 'just a', 'layouts/main.hbs': page('{{{body}}}<script src="x.js"></script>') },
    { html: ['just a'], lacks: ['<html>'] },
  );
  check('around a partial', { 'partials/a.hbs': 'just a', ...layouts }, { html: ['just a'], lacks: ['<main>'] });
  check(
    'around a layout',
    { 'layout.hbs': 'x{{{body}}}', ...layouts },
    {
      html: ['x'],
      lacks: ['<main>'],
      problems: [
        'layout.hbs 1:1-1:1 info sample-data: The values are made up, because there is no data file: write them to layout.data.json, or let Create Data Set do it',
      ],
    },
  );
  check(
    'of several without a usual name',
    { 'a.hbs': 'just a', 'layouts/x.hbs': '{{{body}}}!', 'layouts/y.hbs': '{{{body}}}?' },
    {
      html: ['just a'],
    },
  );
});

describe('problems', () => {
  check(
    'are placed in the file that has them',
    {
      'a.hbs': '\n<mj-section><mj-column><mj-text colour="red">{{x}}</mj-text></mj-column></mj-section>',
      'layouts/main.mjml':
        '<mjml><mj-body>\n{{{body}}}<mj-raw>{{y}}</mj-raw><mj-section whidth="1px"/></mj-body></mjml>',
      'a.data.json': '{}',
    },
    {
      html: ['<html'],
      problems: [
        'a.hbs 2:33-2:45 warning mjml-attribute: <mj-text> has no attribute "colour"; did you mean "color"?',
        'a.hbs 2:46-2:51 warning missing-data: x has no value in data set "default"',
        'layouts/main.mjml 2:19-2:24 warning missing-data: y has no value in data set "default"',
        'layouts/main.mjml 2:45-2:57 warning mjml-attribute: <mj-section> has no attribute "whidth"',
      ],
    },
  );
  check(
    'a broken layout',
    { 'a.hbs': 'a', 'layouts/main.hbs': '{{{body}}}{{/if}}' },
    {
      html: undefined,
      problems: ['layouts/main.hbs 1:11-1:18 error handlebars-syntax: {{/if}} closes a block that was not opened'],
    },
  );
  check(
    'a layout that is not there',
    { 'a.hbs': 'a {{!< no}}' },
    { html: ['a '], problems: ['a.hbs 1:3-1:12 error missing-layout: The layout "no" was not found'] },
  );
  check(
    'a layout that is nearly called so is told',
    { 'a.hbs': 'a{{!< mian}}', 'layouts/main.hbs': '{{{body}}}' },
    {
      html: ['a'],
      problems: ['a.hbs 1:2-1:13 error missing-layout: The layout "mian" was not found; did you mean "main"?'],
    },
  );
  check(
    'a layout without a place for the template',
    { 'a.hbs': '{{!< b}}a', 'layouts/b.hbs': 'b' },
    {
      html: ['a'],
      problems: ['a.hbs 1:1-1:9 error missing-layout: The layout "b" has no {{{body}}} in which to show the template'],
    },
  );
  check(
    'a layout of mailproof.json that is not there',
    { 'a.hbs': 'a', 'mailproof.json': '{"layouts":"no.hbs"}' },
    { html: ['a'], problems: ['mailproof.json 1:1-1:1 error missing-layout: The layout "no.hbs" was not found'] },
  );
});

// The texts are a stranger's: no search in them may look at a character more than a few times.
for (const unit of ['<script ', '{{{', '{{> body', '{{!<', '{{& ']) {
  test(`many ${JSON.stringify(unit)} in a layout take no time`, async () => {
    const started = performance.now();
    const hostile = unit.repeat(200_000 / unit.length);
    await renderFiles({ 'a.hbs': 'a', 'layouts/main.hbs': `{{{body}}}${hostile}ld+json`, 'layouts/b.hbs': hostile });
    expect(performance.now() - started).toBeLessThan(5000);
  });
}
