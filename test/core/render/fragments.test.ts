import { describe, expect, test } from 'vitest';
import { check, renderFiles, sayProblem } from './checkRender.ts';

/** A piece of MJML and the frame that it is shown in. */
function piece(rule: string, text: string, frame: string, html: readonly string[], file = 'a.mjml'): void {
  test(rule, async () => {
    const result = await renderFiles({ [file]: text });
    expect(result.problems.map(sayProblem).map((problem) => problem.replace(/^\S+ \S+ /, ''))).toEqual([
      `info mjml-fragment: ${frame}`,
    ]);
    for (const each of html) expect(result.html).toContain(each);
    expect(result.html).not.toContain('<mj-');
  });
}

const inside = (frame: string): string => `There is no <mjml> here, so it is shown inside of ${frame}`;
const inColumn = '<mjml>, <mj-body>, <mj-section>, <mj-column>';

describe('a piece is shown in the frame that its outermost element needs', () => {
  piece(
    'a section',
    '<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>',
    inside('<mjml> and <mj-body>'),
    ['>x<'],
  );
  piece('a column', '<mj-column><mj-text>x</mj-text></mj-column>', inside('<mjml>, <mj-body> and <mj-section>'), [
    '>x<',
  ]);
  piece('a text', '<mj-text>x</mj-text>', inside('<mjml>, <mj-body>, <mj-section> and <mj-column>'), ['>x<']);
  piece('a body', '<mj-body><mj-raw>x</mj-raw></mj-body>', inside('<mjml>'), ['x']);
  piece('a head', '<mj-head><mj-title>x</mj-title></mj-head>', inside('<mjml>'), ['<title>x</title>']);
  piece('a style', '<mj-style>.x{y:z}</mj-style>', inside('<mjml> and <mj-head>'), ['.x{y:z}']);
  piece('a font', '<mj-font name="x" href="https://x.test/f" />', inside('<mjml> and <mj-head>'), []);
  piece('a class', '<mj-class name="x" color="red" />', inside('<mjml>, <mj-head> and <mj-attributes>'), []);
  piece('defaults', '<mj-all color="red" />', inside('<mjml>, <mj-head> and <mj-attributes>'), []);
  piece(
    'a selector',
    '<mj-selector path=".x"><mj-html-attribute name="y">z</mj-html-attribute></mj-selector>',
    inside('<mjml>, <mj-head> and <mj-html-attributes>'),
    [],
  );
  piece(
    'a social element',
    '<mj-social-element name="github" href="#">x</mj-social-element>',
    inside(`${inColumn} and <mj-social>`),
    ['x'],
  );
  piece('a link of a navbar', '<mj-navbar-link href="/x">x</mj-navbar-link>', inside(`${inColumn} and <mj-navbar>`), [
    'x',
  ]);
  piece('an image of a carousel', '<mj-carousel-image src="x.png" />', inside(`${inColumn} and <mj-carousel>`), [
    'x.png',
  ]);
  piece(
    'an element of an accordion',
    '<mj-accordion-element><mj-accordion-title>x</mj-accordion-title></mj-accordion-element>',
    inside(`${inColumn} and <mj-accordion>`),
    ['x'],
  );
  piece(
    'a text of an accordion',
    '<mj-accordion-text>x</mj-accordion-text>',
    inside(`${inColumn}, <mj-accordion> and <mj-accordion-element>`),
    ['x'],
  );
});

const section = '<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>';

describe('several outermost elements', () => {
  piece('a section and a raw', `${section}<mj-raw><i>y</i></mj-raw>`, inside('<mjml> and <mj-body>'), [
    '>x<',
    '<i>y</i>',
  ]);
  piece('a raw and a section', `<mj-raw><i>y</i></mj-raw>${section}`, inside('<mjml> and <mj-body>'), [
    '>x<',
    '<i>y</i>',
  ]);
  piece('a raw alone', '<mj-raw><i>y</i></mj-raw>', inside('<mjml> and <mj-body>'), ['<i>y</i>']);
  piece('a style and a section', `<mj-style>.y{z:y}</mj-style>${section}`, inside('<mjml> and <mj-head>'), [
    '.y{z:y}',
    '>x<',
  ]);
  piece('a head and a body', `<mj-head></mj-head><mj-body>${section}</mj-body>`, inside('<mjml>'), ['>x<']);
  piece(
    'a section and a column',
    `${section}<mj-column><mj-text>y</mj-text></mj-column>`,
    inside('<mjml> and <mj-body>'),
    ['>x<', '>y<'],
  );
  piece(
    'texts',
    '<mj-text>x</mj-text><mj-text>y</mj-text>',
    inside(`<mjml>, <mj-body>, <mj-section> and <mj-column>`),
    ['>x<', '>y<'],
  );
});

describe('partials that open or close a mail for others', () => {
  const piecesOf = (doing: string): string => `This piece ${doing} for other files, so it is shown with the other half`;
  piece(
    'a header',
    `<mjml><mj-head></mj-head><mj-body>${section}`,
    piecesOf('opens <mjml> and <mj-body>'),
    ['>x<'],
    'partials/a.mjml',
  );
  piece(
    'a footer',
    `${section}</mj-body></mjml>`,
    piecesOf('closes <mj-body> and <mjml>').replace('<mj-body> and <mjml>', '<mjml> and <mj-body>'),
    ['>x<'],
    'partials/a.mjml',
  );
  piece(
    'a footer without anything else',
    '</mj-body></mjml>',
    piecesOf('closes <mjml> and <mj-body>'),
    [],
    'partials/a.mjml',
  );
  piece(
    'the beginning of a section',
    '<mj-section><mj-column><mj-text>x</mj-text>',
    piecesOf('opens <mj-section> and <mj-column>'),
    ['>x<'],
    'partials/a.mjml',
  );
  piece(
    'the end of a section',
    '<mj-text>x</mj-text></mj-column></mj-section>',
    piecesOf('closes <mj-section> and <mj-column>'),
    ['>x<'],
    'partials/a.mjml',
  );
  piece(
    'the seam of two columns',
    '<mj-text>x</mj-text></mj-column><mj-column><mj-text>y</mj-text>',
    piecesOf('closes <mj-column> and opens <mj-column>'),
    ['>x<', '>y<'],
    'partials/a.mjml',
  );
  check(
    'in a template, what is not closed is a mistake',
    { 'a.mjml': `<mjml><mj-body>${section}` },
    {
      html: ['>x<'],
      problems: [
        'a.mjml 1:1-1:6 error mjml-syntax: <mjml> is never closed: add </mjml>',
        'a.mjml 1:7-1:15 error mjml-syntax: <mj-body> is never closed: add </mj-body>',
      ],
    },
  );
});

describe('partials without MJML are shown where a template uses them', () => {
  const caller = (content: string): string =>
    `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;
  check(
    'a sentence',
    {
      'partials/hello.hbs': 'Hello <b>{{x}}</b>',
      'partials/hello.json': '{"x":"you"}',
      'a.hbs': caller('<mj-text>{{> hello}}</mj-text>'),
    },
    {
      engine: 'handlebars-mjml',
      html: ['Hello <b>you</b>', '<!doctype html>'],
      problems: [`partials/hello.hbs 1:1-1:1 info mjml-fragment: ${inside(`${inColumn} and <mj-text>`)}`],
    },
  );
  check(
    'a row of a table, with an underscore in its file name',
    { 'partials/_row.hbs': '<tr><td>x</td></tr>', 'mails/a.mjml': caller('<mj-table>{{> "partials/row"}}</mj-table>') },
    {
      engine: 'handlebars-mjml',
      html: ['<tr><td>x</td></tr>', '<table'],
      problems: [`partials/_row.hbs 1:1-1:1 info mjml-fragment: ${inside(`${inColumn} and <mj-table>`)}`],
    },
  );
  check(
    'where nobody uses it, it stays html',
    { 'partials/hello.hbs': 'Hello', 'a.hbs': caller('<mj-text>{{> other}}</mj-text>') },
    { engine: 'handlebars', html: ['Hello'], lacks: ['<!doctype'] },
  );
  check(
    'what is used in a style or a value is no html',
    {
      'partials/css.hbs': '.x{y:z}',
      'a.hbs': caller('<mj-text color="{{> css}}">x</mj-text><mj-raw><style>{{> css}}</style></mj-raw>')
        .replace('mj-raw', 'mj-style')
        .replace('/mj-raw', '/mj-style'),
    },
    { engine: 'handlebars', html: ['.x{y:z}'], lacks: ['<!doctype'] },
  );
});
