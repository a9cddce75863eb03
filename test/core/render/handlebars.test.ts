import { describe } from 'vitest';
import { check, mail } from './checkRender.ts';

describe('values', () => {
  check(
    'a value that is missing is reported at its mustache, once, and leaves nothing behind',
    { 'a.hbs': 'Total {{order.total}} and\n {{{order.total}}} {{name}}!', 'a.data.json': '{"order":{}}' },
    {
      html: ['Total  and\n  !'],
      problems: [
        'a.hbs 1:7-1:22 warning missing-data: order.total has no value in data set "default"',
        'a.hbs 2:20-2:28 warning missing-data: name has no value in data set "default"',
      ],
    },
  );
  check(
    'without any data, values are made up, and the report says which file is looked for',
    { 'order.mjml.hbs': '<p>{{name}}</p>' },
    {
      html: ['<p>Jane Doe</p>'],
      problems: [
        'order.mjml.hbs 1:1-1:1 info sample-data: The values are made up, because there is no data file: write them to order.data.json, or let Create Data Set do it',
      ],
    },
  );
  check(
    'what only decides, or is empty by intention, is not missing',
    {
      'a.hbs': '{{#if no}}x{{/if}}{{#each no.items}}{{x}}{{/each}}{{#no}}x{{/no}}{{empty}}{{zero}}{{nothing}}{{false}}',
      'a.data.json': '{"empty":"","zero":0,"nothing":null,"false":false}',
    },
    { html: ['0'] },
  );
  check(
    'each of two equal blocks reports its own place',
    { 'a.hbs': '{{#each none}}{{x}}{{/each}}\n{{#each some}}{{x}}{{/each}}', 'a.data.json': '{"some":[{}],"none":[]}' },
    { problems: ['a.hbs 2:15-2:20 warning missing-data: x has no value in data set "default"'] },
  );
  check(
    'values are escaped in html, unless the template says otherwise',
    { 'a.hbs': '{{v}}{{{v}}}{{&v}}', 'a.data.json': '{"v":"<b>&"}' },
    { html: ['&lt;b&gt;&amp;<b>&<b>&'] },
  );
  check(
    'a value inside a tag attribute, a comment block or a partial keeps its file',
    { 'a.hbs': '<a href="{{url}}">{{> row}}</a>', 'partials/row.hbs': '\n\t{{x.y}}', 'a.data.json': '{}' },
    {
      problems: [
        'a.hbs 1:10-1:17 warning missing-data: url has no value in data set "default"',
        'partials/row.hbs 2:2-2:9 warning missing-data: x.y has no value in data set "default"',
      ],
    },
  );
  check(
    'a data variable outside of its loop has no value',
    { 'a.hbs': '{{@index}}' },
    { problems: ['a.hbs 1:1-1:11 warning missing-data: @index has no value here'] },
  );
});

describe('helpers', () => {
  const advice = '; name the file that has it as "helpers" in mailproof.json';
  check(
    'a helper that is nearly known is named',
    { 'a.hbs': '{{uppercas "a"}}' },
    {
      html: ['a'],
      problems: [
        'a.hbs 1:1-1:17 warning unknown-helper: The helper "uppercas" is not known; its arguments are shown instead; did you mean "uppercase"?',
      ],
    },
  );
  check(
    'an unknown helper shows its argument and is reported',
    { 'a.hbs': 'On {{putDate day}}, {{shout "a" b=1}}', 'a.data.json': '{"day":"Monday"}' },
    {
      html: ['On Monday, a'],
      problems: [
        `a.hbs 1:4-1:19 warning unknown-helper: The helper "putDate" is not known; its arguments are shown instead${advice}`,
        `a.hbs 1:21-1:38 warning unknown-helper: The helper "shout" is not known; its arguments are shown instead${advice}`,
      ],
    },
  );
  check(
    'of an object that an unknown helper gets, the name of the helper is shown, and the values are there',
    {
      'a.hbs': '<i>{{wholeName user}}</i>{{#with (putName user)}}{{last}}{{/with}}',
      'a.data.json': '{"user":{"last":"Doe"}}',
    },
    {
      html: ['<i>wholeName</i>Doe'],
      problems: [
        `a.hbs 1:4-1:22 warning unknown-helper: The helper "wholeName" is not known; its arguments are shown instead${advice}`,
        `a.hbs 1:34-1:48 warning unknown-helper: The helper "putName" is not known; its arguments are shown instead${advice}`,
      ],
    },
  );
  check(
    'an unknown block helper shows its content',
    { 'a.hbs': '{{#wrap a}}in{{/wrap}}', 'a.data.json': '{}' },
    {
      html: ['in'],
      problems: [
        `a.hbs 1:1-1:12 warning unknown-helper: The helper "wrap" is not known; its block is shown as it is${advice}`,
      ],
    },
  );
  check(
    'an unknown block helper gives its arguments to its block, and no block ends the mail',
    {
      'a.hbs': '{{#wrap a as |it|}}{{it}};{{/wrap}}{{#wrap b=1 as |it|}}{{it.b}};{{/wrap}}',
      'a.data.json': '{"a":"A"}',
    },
    {
      html: ['A;1;'],
      problems: [
        `a.hbs 1:1-1:20 warning unknown-helper: The helper "wrap" is not known; its block is shown as it is${advice}`,
        `a.hbs 1:36-1:57 warning unknown-helper: The helper "wrap" is not known; its block is shown as it is${advice}`,
      ],
    },
  );
  check(
    'a block of a stand-in that gives it nothing does not end the mail',
    { 'a.hbs': '{{#eq 1 1 as |it|}}in{{#if it}}{{/if}}{{/eq}}', 'a.data.json': '{}' },
    {
      html: ['in'],
      problems: [
        `a.hbs 1:1-1:20 info helper-stand-in: The helper "eq" is Mailproof's own, because no file with helpers was found${advice}`,
      ],
    },
  );
  check(
    'a block that is nearly called like a partial is told, one of another name is not',
    { 'a.hbs': '{{#> mian}}in{{/mian}}{{#> content-block}}x{{/content-block}}', 'partials/main.hbs': 'm' },
    {
      html: ['in', 'x'],
      problems: [
        'a.hbs 1:1-1:12 warning missing-partial: The partial "mian" was not found, so its block is shown without it; did you mean "main"?',
      ],
    },
  );
  check(
    'a list goes through an unknown helper as a list',
    { 'a.hbs': '{{#each (mix items)}}{{this}};{{/each}}', 'a.data.json': '{"items":["b","a"]}' },
    {
      html: ['b;a;'],
      problems: [
        `a.hbs 1:9-1:20 warning unknown-helper: The helper "mix" is not known; its arguments are shown instead${advice}`,
      ],
    },
  );
  check('the log helper is silent', { 'a.hbs': 'a{{log "x" level="error"}}b' }, { html: ['ab'] });
  check(
    'a built-in helper without its argument is an error at its place',
    { 'a.hbs': 'x\n {{#if}}y{{/if}}' },
    { html: undefined, problems: ['a.hbs 2:2-2:9 error handlebars-runtime: {{#if}} needs exactly one argument'] },
  );
  check(
    'an unknown decorator is an error, and the rest is shown',
    { 'a.hbs': 'a{{* shiny}}b' },
    {
      html: ['ab'],
      problems: [
        'a.hbs 1:2-1:13 error unknown-decorator: There is no decorator "shiny"; Handlebars itself only has "inline"',
      ],
    },
  );
});

describe('partials', () => {
  check(
    'a missing partial is an error at its call, with where it was looked for and what is near',
    { 'a.hbs': 'x {{> heder}} y', 'partials/header.hbs': 'H' },
    {
      html: ['x  y'],
      problems: [
        'a.hbs 1:3-1:14 error missing-partial: The partial "heder" was not found in ., partials; did you mean "header"?',
      ],
      dependencies: ['a.hbs', 'mailproof.json', 'a.data.json', 'partials/heder.hbs'],
    },
  );
  check(
    'a partial that may not be read says why',
    { 'a.hbs': '{{> big}}', 'partials/big.hbs': { refused: 'it is larger than 2 MB' } },
    {
      problems: ['a.hbs 1:1-1:10 error missing-partial: The partial "big" may not be read: it is larger than 2 MB'],
    },
  );
  check(
    'inline partials, partial blocks and fallbacks are no missing partials',
    {
      'a.hbs':
        '{{#*inline "mine"}}M{{/inline}}{{> mine}}{{#> nowhere}}F{{/nowhere}}{{#> layout}}{{#*inline "slot"}}S{{/inline}}B{{/layout}}',
      'layouts/layout.hbs': '[{{> slot}}{{> @partial-block}}]',
    },
    { html: ['MF[SB]'] },
  );
  check(
    'a dynamic partial finds any partial there is',
    { 'a.hbs': '{{> (lookup . "kind")}}', 'partials/one.hbs': '1', 'a.data.json': '{"kind":"one"}' },
    { html: ['1'] },
  );
  check(
    'a dynamic partial that is missing is an error at its call',
    { 'a.hbs': '\n{{> (lookup . "kind")}}', 'a.data.json': '{"kind":"two"}' },
    { html: undefined, problems: ['a.hbs 2:1-2:24 error handlebars-runtime: The partial "two" was not found'] },
  );
  check(
    'an error in a partial belongs to the file of the partial',
    { 'a.hbs': '{{> p}}', 'partials/p.hbs': 'x\n{{> q a b}}', 'partials/q.hbs': '', 'a.data.json': '{}' },
    {
      html: undefined,
      problems: [
        'partials/p.hbs 2:1-2:12 error handlebars-runtime: Handlebars stopped here: Unsupported number of partial arguments: 2 - 2:0',
      ],
    },
  );
  check(
    'a partial with MJML is expanded before MJML runs',
    { 'a.mjml.hbs': mail('{{> p}}'), 'partials/p.hbs': '<mj-text>hello</mj-text>' },
    { engine: 'handlebars-mjml', html: ['>hello</div>'] },
  );
});
