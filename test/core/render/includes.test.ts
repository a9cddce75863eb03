import { describe, expect, test } from 'vitest';
import mjml2html from 'mjml';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { check, mail, renderFiles, sayProblem } from './checkRender.ts';

const body = (content: string): string => `<mjml><mj-body>${content}</mj-body></mjml>`;
const section = (text: string): string => `<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`;

describe('what an include brings', () => {
  check(
    'a piece of MJML stands where it was included, next to its neighbours',
    { 'a.mjml': body(`${section('1')}<mj-include path="b.mjml"/>${section('3')}`), 'b.mjml': section('2') },
    {
      engine: 'mjml',
      html: ['>1</div>', '>2</div>', '>3</div>'],
      dependencies: ['a.mjml', 'mailproof.json', 'a.data.json', 'b.mjml'],
    },
  );
  check(
    'the extension may be anything that holds a template, the name may be written in capitals, the end may be missing',
    {
      'a.mjml': body('<MJ-Include path="./x/b.mjml.hbs"></MJ-Include><mj-include path="c.html">' + section('after')),
      'x/b.mjml.hbs': '<mj-include path="d.mjml" />',
      'x/d.mjml': section('deep'),
      'c.html': section('c'),
    },
    { html: ['>deep</div>', '>c</div>', '>after</div>'] },
  );
  check(
    'an alias of the build is the folder of that name, at the top or in src',
    {
      'src/mails/deep/a.mjml': body('<mj-include path="@partials/b.mjml"/><mj-include path="~/c.mjml"/>'),
      'src/partials/b.mjml': section('b'),
      'c.mjml': section('c'),
    },
    { html: ['>b</div>', '>c</div>'] },
  );
  check(
    'css goes into the head, inline when asked',
    {
      'a.mjml': body(
        '<mj-include path="a.css" type="css"/><mj-include path="b.css" type="css" css-inline="inline"/>' +
          section('<i class="r">x</i>'),
      ),
      'a.css': '.plain { color: blue }',
      'b.css': '.r { color: red }',
    },
    { html: ['.plain { color: blue }', '<i class="r" style="color: red;">'] },
  );
  check(
    'html is taken as it is',
    { 'a.mjml': body('<mj-include path="b.html" type="html"/>'), 'b.html': '<p>a<br>b' },
    { html: ['<p>a<br>b'] },
  );
  check(
    'where the word is only text, it stays',
    {
      'a.mjml': mail(
        '<!-- <mj-include path="x"/> --><mj-text title="<mj-include">&lt; <mj-include path="y"/></mj-text>',
      ),
    },
    {
      html: ['<!-- <mj-include path="x"/> -->', '<mj-include path="y"/>'],
      problems: ['a.mjml 1:79-1:98 warning mjml-attribute: <mj-text> has no attribute "title"'],
    },
  );
  check(
    'files are looked for beside the including file, in the include path, and at the root',
    {
      'mails/a.mjml': body('<mj-include path="b.mjml"/><mj-include path="c.mjml"/><mj-include path="shared/d.mjml"/>'),
      'mailproof.json': '{"includePath":"lib"}',
      'mails/b.mjml': section('b'),
      'lib/c.mjml': section('c'),
      'shared/d.mjml': section('d'),
    },
    { html: ['>b</div>', '>c</div>', '>d</div>'] },
  );
  check(
    'or in a folder between, which a build of a part of the project runs in',
    { 'app/mails/a.mjml': body('<mj-include path="src/b.mjml"/>'), 'app/src/b.mjml': section('b') },
    { html: ['>b</div>'] },
  );
  check(
    'backslashes are what they are on Windows',
    {
      'mails/a.mjml': body('<mj-include path="..\\parts\\b.mjml"/>'),
      'parts/b.mjml': section('b'),
    },
    { html: ['>b</div>'] },
  );
  check(
    'Handlebars does not run in included files when it runs first, as in a build',
    {
      'a.mjml.hbs': body('{{#if y}}<mj-include path="{{file}}.mjml"/>{{/if}}'),
      'b.mjml': section('{{x}}'),
      'a.data.json': '{"file":"b","y":1}',
    },
    {
      engine: 'handlebars-mjml',
      html: ['{{x}}'],
      problems: [
        'a.mjml.hbs 1:25-1:36 warning mustaches-in-include: Handlebars does not run over the included file "b.mjml", its mustaches stay as they are: use a partial instead, {{> name}}',
      ],
    },
  );
  check(
    'it does when MJML runs first, which mustaches in included files are a sign of',
    { 'a.mjml': body('<mj-include path="b.mjml"/>'), 'b.mjml': section('{{x}}{{y}}'), 'a.data.json': '{"x":"value"}' },
    {
      engine: 'mjml-handlebars',
      html: ['>value</div>'],
      problems: ['b.mjml 1:38-1:43 warning missing-data: y has no value in data set "default"'],
    },
  );
});

describe('files of other kinds', () => {
  check(
    'inside of a text element it is no include, as in MJML',
    { 'a.mjml': mail('<mj-text>a<mj-include path="b.mjml"/></mj-text>'), 'b.mjml': section('no') },
    { html: ['a<mj-include path="b.mjml"/></div>'], lacks: ['>no</div>'] },
  );
  check(
    'css that asks for anything but inline goes into the head',
    {
      'a.mjml': body('<mj-include path="a.css" type="css" css-inline="yes"/>' + section('x')),
      'a.css': '.a { color: red }',
    },
    { html: ['.a { color: red }'], lacks: ['style="color: red'] },
  );
  check(
    'html without its type is MJML, and says so where it is not',
    { 'a.mjml': body('<mj-include path="b.html"/>'), 'b.html': '<p>x</p>' },
    {
      lacks: ['<p>x'],
      problems: [
        'b.html 1:1-1:3 error mjml-element: <p> is html and is left out here: put it into <mj-text> or <mj-raw>',
      ],
    },
  );
  check(
    'a name without extension brings nothing, and what it means is said',
    { 'a.mjml': body('<mj-include path="./b"/><mj-include path="c" type="css"/>'), 'b.mjml': section('b') },
    {
      lacks: ['>b</div>'],
      problems: [
        'a.mjml 1:16-1:27 error missing-include: The included file "./b" was not found; write "./b.mjml"',
        'a.mjml 1:40-1:51 error denied-include: "c" may not be included: only MJML, Handlebars, html, css and text files may; give it such a name',
      ],
    },
  );
});

describe('includes that fail', () => {
  check(
    'a missing file is an error at the tag, and the rest is shown',
    { 'a.mjml': body(`\n<mj-include path="b.mjml"/>${section('x')}`) },
    {
      html: ['>x</div>'],
      problems: ['a.mjml 2:1-2:12 error missing-include: The included file "b.mjml" was not found'],
      dependencies: ['a.mjml', 'mailproof.json', 'a.data.json', 'b.mjml'],
    },
  );
  check(
    'the tag is found in the partial or include that has it',
    {
      'a.mjml.hbs': body('{{> p}}<mj-include path="b.mjml"/>'),
      'partials/p.hbs': '\n <mj-include path="no.mjml"/>',
      'b.mjml': ' <mj-include/>',
    },
    {
      problems: [
        'partials/p.hbs 2:2-2:13 error missing-include: The included file "no.mjml" was not found',
        'b.mjml 1:2-1:13 error missing-include: <mj-include> has no path',
      ],
    },
  );
  check(
    'a file that may not be read is an error with the reason, and no trace of it is in the mail',
    {
      'a.mjml': body('<mj-include path="b.html" type="html"/>'),
      'b.html': { refused: 'hidden files and folders are not read' },
    },
    {
      lacks: ['/project', 'mj-include', 'denied'],
      problems: [
        'a.mjml 1:16-1:27 error denied-include: "b.html" may not be included: hidden files and folders are not read',
      ],
    },
  );
  for (const hostile of [
    '/etc/passwd.html',
    'C:\\x.html',
    '\\\\host\\x.html',
    '//host/x.html',
    '%2Fetc%2Fx.html',
    '%252Fetc/x.html',
  ]) {
    check(
      `a path that is not relative is refused: ${hostile}`,
      { 'a.mjml': body(`<mj-include path="${hostile}" type="html"/>`) },
      {
        problems: [
          `a.mjml 1:16-1:27 error denied-include: "${hostile}" may not be included: the path must be relative; write it as seen from this file`,
        ],
      },
    );
  }
  check(
    'an address is refused, because MJML includes only files',
    { 'a.mjml': body('<mj-include path="https://a.example/b.mjml"/>') },
    {
      problems: [
        'a.mjml 1:16-1:27 error denied-include: "https://a.example/b.mjml" may not be included: it is an address, and MJML includes only files; save it in the project',
      ],
    },
  );
  check(
    'a file above, which is not there, is missing and not forbidden; where it may be is told',
    { 'src/common/a.mjml': body('<mj-include path="../header.mjml"/>'), 'src/includes/x/header.mjml': section('h') },
    {
      problems: [
        'src/common/a.mjml 1:16-1:27 error missing-include: The included file "../header.mjml" was not found; did you mean "../includes/x/header.mjml"?',
      ],
    },
  );
  check(
    'a file with a nearly equal name is told',
    { 'a.mjml': body('<mj-include path="./partials/foter.mjml"/>'), 'partials/footer.mjml': section('f') },
    {
      problems: [
        'a.mjml 1:16-1:27 error missing-include: The included file "./partials/foter.mjml" was not found; did you mean "./partials/footer.mjml"?',
      ],
    },
  );
  check(
    'a file of another kind is refused',
    { 'a.mjml': body('<mj-include path=".env" type="html"/>'), '.env': 'SECRET' },
    {
      lacks: ['SECRET'],
      problems: [
        'a.mjml 1:16-1:27 error denied-include: ".env" may not be included: only MJML, Handlebars, html, css and text files may; give it such a name',
      ],
    },
  );
  check(
    'files that include each other in a circle',
    { 'a.mjml': body('<mj-include path="b.mjml"/>'), 'b.mjml': `${section('b')}<mj-include path="a.mjml"/>` },
    {
      html: ['>b</div>'],
      problems: [
        'b.mjml 1:69-1:80 error circular-include: "a.mjml" includes itself, so this <mj-include> brings nothing: remove it',
      ],
    },
  );
  check(
    'a root tag with attributes makes MJML drop the file, which is said',
    {
      'a.mjml': body(`${section('a')}<mj-include path="b.mjml"/>`),
      'b.mjml': `<mjml lang="en"><mj-body>${section('b')}</mj-body></mjml>`,
    },
    {
      lacks: ['>b</div>'],
      problems: [
        'a.mjml 1:84-1:95 error mjml-include: <mjml> in the included file "b.mjml" has attributes, so MJML drops the file: write <mjml>',
      ],
    },
  );

  test('a tree of includes that doubles with each file is stopped', async () => {
    const files: Record<string, string> = { 'a.mjml': body('<mj-include path="0.mjml"/>') };
    for (let level = 0; level < 18; level++)
      files[`${level}.mjml`] = `<mj-include path="${level + 1}.mjml"/>`.repeat(2);
    files['18.mjml'] = section('leaf');
    const { problems } = await renderFiles(files);
    expect(problems.map((problem) => problem.message)).toEqual(['More than 500 files are included']);
  });

  test('includes nested deeper than twenty files are stopped', async () => {
    const files: Record<string, string> = { 'a.mjml': body('<mj-include path="0.mjml"/>') };
    for (let level = 0; level < 25; level++) files[`${level}.mjml`] = `<mj-include path="${level + 1}.mjml"/>`;
    const { problems } = await renderFiles(files);
    expect(problems.map(sayProblem)).toEqual([
      '18.mjml 1:1-1:12 error include-limit: Includes are nested deeper than 20 files',
    ]);
  });
});

test('the result equals what MJML makes of the same files with its own includes', async () => {
  const files = {
    'a.mjml': `<mjml><mj-head><mj-include path="head.mjml"/><mj-title>T</mj-title></mj-head><mj-body><mj-include path="one.mjml"/>${section('x')}<mj-include path="sub/two.mjml"/><mj-include path="s.css" type="css"/></mj-body></mjml>`,
    'head.mjml':
      '<mjml><mj-head><mj-attributes><mj-text color="green"/></mj-attributes><mj-font name="F" href="https://f.example/f.css"/></mj-head></mjml>',
    'one.mjml': `<mjml><mj-head><mj-style>.one{}</mj-style></mj-head><mj-body>${section('one')}<mj-include path="i.css" type="css" css-inline="inline"/></mj-body></mjml>`,
    'sub/two.mjml': `${section('<b class="i">two</b>')}<mj-include path="./three.mjml"/><mj-include path="h.html" type="html"/>`,
    'sub/three.mjml': section('three'),
    'sub/h.html': '<div>html</div>',
    's.css': '.s{}',
    'i.css': '.i{color:red}',
  };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailproof-includes-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    const stock = await mjml2html(files['a.mjml'], { ignoreIncludes: false, filePath: path.join(folder, 'a.mjml') });
    const ours = await renderFiles(files);
    expect(ours.problems).toEqual([]);
    expect(ours.html).toBe(stock.html);
    expect(stock.html).toContain('three');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
