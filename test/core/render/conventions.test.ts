import { describe, expect, test } from 'vitest';
import { templateDisplayName } from '../../../src/core/template/displayName.ts';
import { check, type Files, mail, root } from './checkRender.ts';

// How public projects lay out their mails, told in small: each renders from the path of its template alone.

const section = (content: string): string => `<mj-section><mj-column>${content}</mj-column></mj-section>`;
const text = (content: string): string => section(`<mj-text>${content}</mj-text>`);
const head = '<mj-head><mj-attributes><mj-all color="#123456"/></mj-attributes></mj-head>';

describe('Handlebars, then MJML', () => {
  check(
    'Vendure: a folder for each mail, a header and a footer that open and close it',
    {
      'static/email/templates/order-confirmation/body.hbs': `{{> header title="Order" }}${text('{{ order.code }}')}{{> footer }}`,
      'static/email/templates/partials/header.hbs': `<mjml>${head}<mj-body>${text('{{ title }}')}`,
      'static/email/templates/partials/footer.hbs': `${text('bye')}</mj-body></mjml>`,
      'static/email/templates/order-confirmation/body.data.json': '{"order":{"code":"T1"}}',
    },
    { engine: 'handlebars-mjml', html: ['>Order</div>', '>T1</div>', '>bye</div>'] },
  );
  check(
    'mailtrain: a layout, html and text side by side, partials with the folder as a prefix and other separators',
    {
      'views/subscription/mail-confirm-html.mjml.hbs': text('{{name}}'),
      'views/subscription/mail-confirm-text.hbs': 'Dear {{name}}',
      'views/subscription/layout.mjml.hbs': `<mjml><mj-body>{{> subscription_flash}}{{{body}}}</mj-body></mjml>`,
      'views/subscription/partials/subscription-flash.hbs': text('flash'),
      'views/subscription/mail-confirm-html.data.json': '{"name":"Tom & Co"}',
    },
    { engine: 'handlebars-mjml', html: ['>flash</div>', '>Tom &amp; Co</div>'], text: 'Dear Tom & Co' },
  );
  check(
    'pkelleter: the way of a partial with ~ for /',
    {
      'src/example1/index.hbs': mail('{{> "example1~partials~headline" }}'),
      'src/example1/partials/headline.hbs': '<mj-text>headline</mj-text>',
      'src/example2/partials/headline.hbs': '<mj-text>other</mj-text>',
    },
    { html: ['>headline</div>'], lacks: ['other'] },
  );
  check(
    'premail: names with their extensions, styles among them',
    {
      'source/emails/hello.mjml': `<mjml><mj-head><mj-style>{{> inline.css }}</mj-style></mj-head><mj-body>{{> title.hbs }}</mj-body></mjml>`,
      'source/structure/title.hbs': text('title'),
      'source/styles/inline.css': '.a { color: red }',
    },
    { html: ['>title</div>', '.a { color: red }'] },
  );
  check(
    'monsara: underscores in the calls and in the files, or in only one of both',
    {
      'templates/order.mjml': `<mjml>{{> _head}}<mj-body>{{> foot}}{{> _mid}}</mj-body></mjml>`,
      'templates/partials/_head.mjml': head,
      'templates/partials/_foot.mjml': text('foot'),
      'templates/partials/mid.mjml': text('mid'),
    },
    { html: ['>foot</div>', '>mid</div>', '#123456'] },
  );
  check(
    'partials that the data chooses',
    {
      'mails/a.mjml.hbs': mail('{{#each blocks}}{{> (lookup . "kind") }}{{/each}}'),
      'mails/blocks/hero.hbs': '<mj-text>hero {{text}}</mj-text>',
      'mails/blocks/note-box.hbs': '<mj-text>note {{text}}</mj-text>',
      'mails/a.data.json': '{"blocks":[{"kind":"hero","text":"1"},{"kind":"note-box","text":"2"}]}',
    },
    { html: ['>hero 1</div>', '>note 2</div>'] },
  );
});

describe('MJML, then Handlebars', () => {
  check(
    'mjml-handlebars: values, texts of the languages and the plain text in comments of the template',
    {
      'emails/templates/a.mjml': `<mjml><mj-body>${text('{{__ "hi" name=name}}')}</mj-body></mjml>
<!-- vars
name: Ann
-->
<!-- i18n
en:
  hi: Hello {{name}}
-->
<!-- text
Dear {{name}}
-->`,
      'package.json': '{"dependencies":{"mjml-handlebars":"1.0.0"}}',
    },
    {
      engine: 'mjml-handlebars',
      html: ['>Hello Ann</div>'],
      text: 'Dear Ann',
      problems: [
        'emails/templates/a.mjml 1:48-1:69 info helper-stand-in: The helper "__" is Mailproof\'s own, because no file with helpers was found; name the file that has it as "helpers" in mailproof.json',
      ],
    },
  );
  check(
    'nodemailer-mjml: a layout with slots for the files of its partials',
    {
      'mails/a.mjml': `<mjml><mj-body><mj-section>{{{ slots:main }}}</mj-section><mj-wrapper>{{{slots:foot}}}</mj-wrapper></mj-body></mjml>`,
      'mails/partials/main.mjml': '<mj-column><mj-text>Hi {{name}}</mj-text></mj-column>',
      'mails/partials/foot.mjml': text('foot'),
      'mails/a.json': '{"name":"Ann"}',
    },
    { engine: 'mjml-handlebars', html: ['>Hi Ann</div>', '>foot</div>'] },
  );
  check(
    'a slot without its file is told as an include that is missing',
    { 'mails/a.mjml': `<mjml><mj-body>\n{{{ slots:main }}}</mj-body></mjml>` },
    {
      problems: ['mails/a.mjml 2:1-2:36 error missing-include: The included file "partials/main.mjml" was not found'],
    },
    { engine: 'mjml-handlebars', data: { name: 'd', text: '{}' } },
  );
  check(
    'n8n: what all have in common is included, and filled in after MJML',
    {
      'src/email/templates/invite.mjml': `<mjml><mj-include path="./_common.mjml" /><mj-body>${text('Hi {{name}}')}<mj-raw>{{#if a}}</mj-raw>${text('A')}<mj-raw>{{/if}}</mj-raw></mj-body></mjml>`,
      'src/email/templates/_common.mjml': head,
      'src/email/templates/invite.data.json': '{"name":"Tom","a":true}',
    },
    { engine: 'mjml-handlebars', html: ['>Hi Tom</div>', '>A</div>', '#123456'] },
  );
  check(
    'ever-gauzy: a folder for each language, with its subject',
    {
      'data/email-templates/time-off/bg/html.mjml': mail('<mj-text>{{name}}</mj-text>'),
      'data/email-templates/time-off/bg/subject.hbs': 'Отпуск {{name}}',
      'data/email-templates/time-off/en/subject.hbs': 'Time off',
      'data/email-templates/time-off/bg/html.data.json': '{"name":"X"}',
    },
    { html: ['>X</div>'], subject: 'Отпуск X' },
  );
});

describe('Handlebars alone', () => {
  check(
    'Postmark: a folder for each template and layout, and a file that describes it',
    {
      'templates/welcome/content.html': '<p>{{name}}</p>',
      'templates/welcome/content.txt': 'Dear {{name}}',
      'templates/welcome/meta.json': '{"Name":"Welcome","Subject":"Hi {{name}}","LayoutTemplate":"plain"}',
      'templates/welcome/content.data.json': '{"name":"Ann"}',
      'templates/_layouts/basic/content.html': '<html><b>{{{ @content }}}</b></html>',
      'templates/_layouts/plain/content.html': '<html><i>{{{ @content }}}</i></html>',
    },
    { html: ['<html><i><p>Ann</p></i></html>'], text: 'Dear Ann', subject: 'Hi Ann' },
  );
  const page = (content: string): string => `<!doctype html><html><body>${content}</body></html>`;
  check(
    'nest-modules: a layout called with a block, partials in folders',
    {
      'src/mail/templates/welcome.hbs': '{{#> layout}}<p>{{> common/button label="Go"}}</p>{{/layout}}',
      'src/mail/templates/partials/layout.hbs': page('{{> @partial-block}}'),
      'src/mail/templates/partials/common/button.hbs': '<b>{{label}}</b>',
    },
    { engine: 'handlebars', html: ['<body><p><b>Go</b></p></body>'] },
  );
  check(
    'express-handlebars: views, layouts and partials',
    {
      'views/mail/reset.handlebars': '<p>{{code}}</p>',
      'views/mail/reset.data.json': '{"code":7}',
      'views/layouts/main.handlebars': page('{{> header}}{{{body}}}'),
      'views/partials/header.handlebars': '<h1>ACME</h1>',
    },
    { html: ['<h1>ACME</h1><p>7</p>'] },
  );
  check(
    'Ghost: the layout named in a comment, partials by their path',
    {
      'theme/newsletter.hbs': '{{!< default}}\n<p>{{> "parts/badge"}}</p>',
      'theme/default.hbs': page('{{{body}}}'),
      'theme/partials/parts/badge.hbs': 'badge',
    },
    { html: ['<p>badge</p>'] },
  );
  check(
    'email-templates: html, subject and text in one folder, shared pieces around it',
    {
      'emails/welcome/html.hbs': page('{{name}} {{> signature}}'),
      'emails/welcome/subject.hbs': 'Welcome {{name}}',
      'emails/welcome/text.hbs': 'Hi {{name}} {{> signature}}',
      'emails/_shared/signature.hbs': '-- ACME',
      'emails/welcome/html.data.json': '{"name":"Tom"}',
    },
    { html: ['<body>Tom -- ACME'], subject: 'Welcome Tom', text: 'Hi Tom -- ACME' },
  );
});

test('the names that people read', () => {
  const paths: Files = {
    'static/email/templates/order-confirmation/body.hbs': 'order-confirmation',
    'views/subscription/mail-confirm-html.mjml.hbs': 'mail-confirm',
    'data/email-templates/time-off/bg/html.mjml': 'time-off (bg)',
    'emails/welcome/html.hbs': 'welcome',
  };
  const names = Object.keys(paths).map((path) => templateDisplayName(`${root}/${path}`, root));
  expect(names).toEqual(Object.values(paths));
});
