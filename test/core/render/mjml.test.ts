import { describe } from 'vitest';
import { check, mail } from './checkRender.ts';

describe('attributes and values', () => {
  check(
    'an unknown attribute is a warning at the attribute, with what is near',
    { 'a.mjml': mail('\n  <mj-text align="left" colour="red">x</mj-text>') },
    {
      html: ['>x</div>'],
      problems: ['a.mjml 2:25-2:37 warning mjml-attribute: <mj-text> has no attribute "colour"; did you mean "color"?'],
    },
  );
  check(
    'a value that does not fit is a warning that says what would',
    {
      'a.mjml': mail('<mj-text color="blu" align="middle" padding="a">x</mj-text><mj-image width="10em" src="a.png"/>'),
    },
    {
      problems: [
        'a.mjml 1:48-1:59 warning mjml-value: color="blu" of <mj-text> must be a color, as #ff0000, rgb(255,0,0) or red',
        'a.mjml 1:60-1:74 warning mjml-value: align="middle" of <mj-text> must be one of left, right, center, justify',
        'a.mjml 1:75-1:86 warning mjml-value: padding="a" of <mj-text> must be one to four numbers with px or %',
        'a.mjml 1:108-1:120 warning mjml-value: width="10em" of <mj-image> must be a number with px',
      ],
    },
  );
  check(
    'a fault is placed in the partial it came from, each time the same',
    {
      'a.mjml': mail('{{#each rows}}{{> row}}{{/each}}'),
      'partials/row.mjml': '\r\n\t<mj-text {{#if x}}b="1"{{/if}} colour="{{c "d"}}">{{this}}</mj-text>',
      'a.data.json': '{"rows":["1","2"]}',
    },
    {
      html: ['>1</div>', '>2</div>'],
      problems: [
        'partials/row.mjml 2:33-2:51 warning mjml-attribute: <mj-text> has no attribute "colour"; did you mean "color"?',
        'partials/row.mjml 2:41-2:50 warning unknown-helper: The helper "c" is not known; its arguments are shown instead; name the file that has it as "helpers" in mailproof.json',
      ],
    },
  );
  check(
    'before Handlebars has run, nobody judges a value that is a mustache',
    { 'a.mjml': mail('<mj-text color="{{color}}">x</mj-text>'), 'a.data.json': '{"color":"red"}' },
    { html: ['color:red'] },
    { engine: 'mjml-handlebars' },
  );
});

describe('elements', () => {
  check(
    'an element in the wrong place is an error that says where it belongs',
    { 'a.mjml': '<mjml><mj-body>\n<mj-column></mj-column></mj-body></mjml>' },
    {
      problems: [
        'a.mjml 2:1-2:11 warning mjml-nesting: <mj-column> may not stand in <mj-body>: put it in <mj-group> or <mj-section>',
      ],
    },
  );
  check(
    'a mail of MJML 3 is shown, with what to write today',
    {
      'a.mjml':
        '<mjml><mj-body><mj-container background-color="#123456" class="x"><mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section><mj-html>y</mj-html></mj-container></mj-body></mjml>',
    },
    {
      html: ['>x</div>', 'background-color:#123456'],
      problems: [
        'a.mjml 1:135-1:143 error mjml-element: <mj-html> is of MJML 3: write <mj-raw>',
        'a.mjml 1:16-1:29 warning mjml-version: <mj-container> is no more since MJML 4: put its attributes and its content into <mj-body>',
      ],
    },
  );
  check(
    'a tag of MJML in a text is text',
    { 'a.mjml': mail('<mj-text><mj-raw>x</mj-raw></mj-text>') },
    {
      html: ['<mj-raw>x</mj-raw>'],
      problems: [
        'a.mjml 1:48-1:55 warning mjml-nesting: <mj-raw> is only text in <mj-text>, and MJML leaves it there: leave out its tags',
      ],
    },
  );
  check(
    'an unknown element is an error, with what is near',
    { 'a.mjml': mail('<mj-txt>x</mj-txt>') },
    { problems: ['a.mjml 1:39-1:46 error mjml-element: <mj-txt> is no MJML element; did you mean <mj-text>?'] },
  );
  check(
    'html between MJML elements is left out, and that is said',
    { 'a.mjml.hbs': mail('<p>{{x}}</p>'), 'a.data.json': '{"x":1}' },
    {
      problems: [
        'a.mjml.hbs 1:39-1:41 error mjml-element: <p> is html and is left out here: put it into <mj-text> or <mj-raw>',
      ],
    },
  );
  check(
    'when MJML itself fails, that is a problem and no exception',
    { 'a.mjml': '<mjml><mj-body><mj-social-element>x</mj-social-element><mj-accordion-title/></mj-body></mjml>' },
    {
      problems: [
        'a.mjml 1:16-1:34 warning mjml-nesting: <mj-social-element> may not stand in <mj-body>: put it in <mj-social>',
        'a.mjml 1:56-1:75 warning mjml-nesting: <mj-accordion-title> may not stand in <mj-body>: put it in <mj-accordion-element>',
      ],
    },
  );
});

describe('tags', () => {
  check(
    'an element that is not closed is an error at its tag',
    { 'a.mjml': '<mjml><mj-body>\n <mj-section><mj-column>\n </mj-column>\n</mj-body></mjml>' },
    {
      problems: ['a.mjml 2:2-2:13 error mjml-syntax: <mj-section> is not closed before </mj-body>: add </mj-section>'],
    },
  );
  check(
    'a text that is not closed is one error, not one for each element it swallows',
    { 'a.mjml': mail('<mj-text>a\n<mj-button>b</mj-button>') },
    { problems: ['a.mjml 1:39-1:47 error mjml-syntax: <mj-text> is not closed before </mj-column>: add </mj-text>'] },
  );
  check(
    'a closing tag too much is an error at the tag',
    { 'a.mjml': mail('</mj-section>') },
    {
      problems: [
        'a.mjml 1:28-1:38 error mjml-syntax: <mj-column> is not closed before </mj-section>: add </mj-column>',
        'a.mjml 1:64-1:76 error mjml-syntax: </mj-section> closes an element that was not opened',
      ],
    },
  );
  check(
    'nothing closed at all',
    { 'a.mjml': '<mjml><mj-body>' },
    {
      html: ['<body'],
      problems: [
        'a.mjml 1:1-1:6 error mjml-syntax: <mjml> is never closed: add </mjml>',
        'a.mjml 1:7-1:15 error mjml-syntax: <mj-body> is never closed: add </mj-body>',
      ],
    },
  );
  check(
    'a quote that never ends is named by its attribute',
    { 'a.mjml': mail('<mj-text color="red>x</mj-text><mj-text align="left">y</mj-text>') },
    {
      problems: [
        'a.mjml 1:48-1:86 error mjml-syntax: The value of "color" has no closing quote',
        'a.mjml 1:48-1:86 warning mjml-value: color="red>x</mj-text><mj-text align=" of <mj-text> must be a color, as #ff0000, rgb(255,0,0) or red',
        'a.mjml 1:86-1:91 warning mjml-attribute: <mj-text> has no attribute "left""',
      ],
    },
  );
  check(
    "html in a text is the author's own: br, unclosed p, styles and conditional comments",
    {
      'a.mjml': mail(
        '<mj-text>a<br>b<p>c<img src="x"><style>a > b {}</style><!--[if mso]><mj-x><![endif]--></mj-text><mj-spacer/>',
      ),
    },
    { html: ['a<br>b'] },
  );
  check(
    'an unbalanced tag that Handlebars put together is placed in its file',
    {
      'a.mjml.hbs': '{{> head}}\n<mj-section></mj-section>\n{{> foot}}',
      'partials/head.hbs': '<mjml><mj-body>',
      'partials/foot.hbs': '</mjml>',
    },
    {
      problems: [
        'partials/head.hbs 1:7-1:15 error mjml-syntax: <mj-body> is not closed before </mjml>: add </mj-body>',
      ],
    },
  );
});

describe('pieces', () => {
  check(
    'a piece of a column is shown in a column',
    { 'a.mjml': '\n<mj-text>x</mj-text>' },
    {
      html: ['>x</div>'],
      problems: [
        'a.mjml 2:1-2:9 info mjml-fragment: There is no <mjml> here, so it is shown inside of <mjml>, <mj-body>, <mj-section> and <mj-column>',
      ],
    },
  );
  check(
    'a section is shown in a body',
    { 'a.mjml': '<!-- s --><mj-section colour="1"><mj-column><mj-text>x</mj-text></mj-column></mj-section>' },
    {
      html: ['>x</div>'],
      problems: [
        'a.mjml 1:23-1:33 warning mjml-attribute: <mj-section> has no attribute "colour"',
        'a.mjml 1:11-1:22 info mjml-fragment: There is no <mjml> here, so it is shown inside of <mjml> and <mj-body>',
      ],
    },
  );
  check(
    'head elements alone make an empty mail',
    { 'a.mjml': '<mj-attributes><mj-text color="red"/></mj-attributes>' },
    {
      html: ['<body'],
      problems: [
        'a.mjml 1:1-1:15 info mjml-fragment: There is no <mjml> here, so it is shown inside of <mjml> and <mj-head>',
      ],
    },
  );
  check(
    'an empty template shows nothing and says so',
    { 'a.mjml': ' \n' },
    {
      html: undefined,
      problems: ['a.mjml 1:1-1:1 error empty-template: There is nothing to show: the template is empty'],
    },
  );
  check(
    'a mail without body says so',
    { 'a.mjml': '<mjml><mj-head></mj-head></mjml>' },
    { html: undefined, problems: ['a.mjml 1:1-1:6 error mjml-syntax: <mjml> has no <mj-body>'] },
  );
});

describe('text that MJML drops', () => {
  check(
    'before and behind the mail',
    { 'a.mjml': `<!-- a -->\n<!doctype mjml>\n<link href="x">\n${mail('<mj-text>x</mj-text>')}\nbye` },
    {
      html: ['>x</div>'],
      problems: [
        'a.mjml 3:1-3:16 warning mjml-dropped-text: "<link href="x">" stands outside of <mjml>, where MJML drops it: put it into <mj-raw position="file-start">',
        'a.mjml 5:1-5:4 warning mjml-dropped-text: "bye" stands outside of <mjml>, where MJML drops it: put it into <mj-raw>, in <mj-body>',
      ],
    },
  );
  check(
    'no comments, and no lines that say something to the build',
    { 'a.mjml': `---\nsubject: x\n---\n{{! a }}<!-- b -->${mail('<mj-text>x</mj-text>')}<!-- c -->` },
    { html: ['>x</div>'] },
  );
  check(
    'text between elements is a warning at the text that says where it belongs',
    { 'a.mjml': mail('\n  Hello <b>you</b>\n<mj-text>x</mj-text>') },
    {
      problems: [
        'a.mjml 2:9-2:11 error mjml-element: <b> is html and is left out here: put it into <mj-text> or <mj-raw>',
        'a.mjml 2:3-2:8 warning mjml-dropped-text: "Hello" stands directly in <mj-column>, where MJML drops it: put it in <mj-text>',
      ],
    },
  );
  check(
    'in every element that only holds elements',
    {
      'a.mjml':
        '<mjml>1<mj-head>2</mj-head><mj-body>3<mj-section>4<mj-column><mj-image src="a.png">5</mj-image></mj-column></mj-section></mj-body></mjml>',
    },
    {
      problems: [
        'mjml 1:7-1:8 "1"',
        'mj-head 1:17-1:18 "2"',
        'mj-body 1:37-1:38 "3"',
        'mj-section 1:50-1:51 "4"',
        'mj-image 1:84-1:85 "5"',
      ].map((each) => {
        const [name = '', place = '', text = ''] = each.split(' ');
        return `a.mjml ${place} warning mjml-dropped-text: ${text} stands directly in <${name}>, where MJML drops it: put it in <mj-text>, in a column`;
      }),
    },
  );
  check(
    'white space and comments are no text',
    { 'a.mjml': mail(' \n<!-- {{x}} --> <mj-text>a</mj-text> <!-- b -->\t') },
    { html: ['>a</div>'] },
    { engine: 'mjml' },
  );
  check(
    'what a mustache brings is found at the mustache, not at those in comments and attributes',
    {
      'a.mjml.hbs': mail('<!-- {{x}} -->{{! x }}{{#if x}}<mj-text css-class="{{x}}">a</mj-text>{{x}}{{/if}}'),
      'a.data.json': '{"x":"value"}',
    },
    {
      problems: [
        'a.mjml.hbs 1:108-1:113 warning mjml-dropped-text: "value" stands directly in <mj-column>, where MJML drops it: put it in <mj-text>',
      ],
    },
  );
  check(
    'a block that MJML would drop before Handlebars sees it belongs into mj-raw',
    { 'a.mjml': mail('{{! gone }}{{#if x}}<mj-text>{{x}}</mj-text>{{/if}}'), 'a.data.json': '{"x":1}' },
    {
      html: ['>1</div>'],
      problems: [
        'a.mjml 1:39-1:59 warning mjml-dropped-text: "{{#if x}}{{/if}}" stands directly in <mj-column>, where MJML drops it: wrap it in <mj-raw>',
      ],
    },
    { engine: 'mjml-handlebars' },
  );
});
