import { check } from './checkRender.ts';

/** The fault is looked for in a file of its own; the text has two lines before it to show that they count. */
function checkFault(rule: string, text: string, ...problems: readonly string[]): void {
  check(
    rule,
    { 'a.hbs': text },
    {
      html: undefined,
      problems: problems.map((problem) => problem.replace(/^(\S+) /, 'a.hbs $1 error handlebars-syntax: ')),
    },
  );
}

checkFault('a mustache without end', 'a\n{{name\nb', '2:1-2:7 {{name is never closed: add }}');
checkFault('a mustache that runs into the next one', '{{ a {{b}}', '1:1-1:5 {{ a is never closed: add }}');
checkFault(
  'a triple mustache closed by two braces',
  '{{{a}} b',
  '1:1-1:7 {{{a}} opens with three braces and closes with two: add }',
);
checkFault(
  'a mustache closed by three braces',
  '{{a}}} b',
  '1:1-1:7 {{a}}} opens with two braces and closes with three: remove }',
);
checkFault('a comment without end', 'x {{!-- a', '1:3-1:10 This comment is never closed: add --}}');
checkFault('a block that is never closed', 'a\n {{#if x}}b', '2:2-2:11 {{#if}} is never closed: add {{/if}}');
checkFault(
  'a block that is not closed before its surrounding one',
  '{{#each a}}{{#if b}}x{{/each}}',
  '1:12-1:21 {{#if}} is not closed before {{/each}}: add {{/if}}',
);
checkFault('a closing tag too much', 'a{{/if}}', '1:2-1:9 {{/if}} closes a block that was not opened');
checkFault(
  'a closing tag too much inside of another block',
  '{{#each a}}{{/if}}{{/each}}',
  '1:12-1:19 {{/if}} closes a block that was not opened',
);
checkFault(
  'a closing tag with the wrong name',
  '{{#if a}}x{{/fi}}',
  '1:11-1:18 {{/fi}} does not fit the open block {{#if}}: write {{/if}}',
);
checkFault('an else outside of a block', '{{else}}', '1:1-1:9 {{else}} stands outside of a block');
checkFault(
  'two elses',
  '{{#if a}}{{else}}{{else}}{{/if}}',
  '1:18-1:26 {{#if}} already has an {{else}}: remove one of them, or write {{else if ...}}',
);
checkFault(
  'a path that goes back in the middle',
  '{{a/../b}}',
  '1:1-1:11 {{a/../b}} cannot be read: it is no valid path',
);
checkFault(
  'a value that is missing after =',
  '{{a b=}}',
  '1:1-1:9 {{a b=}} cannot be read: something is missing before }}',
);
checkFault('a partial without name', '{{> }}', '1:1-1:7 {{> }} cannot be read: something is missing before }}');
checkFault(
  'a quote that never ends does not hide what follows',
  '{{t "abc}}\n{{#if x}}',
  '1:1-1:11 {{t "abc}} cannot be read: ""abc}}" was not expected here',
  '2:1-2:10 {{#if}} is never closed: add {{/if}}',
);
checkFault('a raw block without end', '{{{{raw}}}} a', '1:1-1:12 {{{{raw}}}} is never closed: add {{{{/raw}}}}');
checkFault(
  'several faults in one file',
  '{{ a\n{{/b}}\n{{#c}}',
  '1:1-1:5 {{ a is never closed: add }}',
  '2:1-2:7 {{/b}} closes a block that was not opened',
  '3:1-3:7 {{#c}} is never closed: add {{/c}}',
);
checkFault(
  'after CRLF and characters of two units',
  '\r\n\t😀{{#if x}}',
  '2:4-2:13 {{#if}} is never closed: add {{/if}}',
);

check(
  'a fault in a partial belongs to the file of the partial',
  { 'a.hbs': '{{> p}}', 'partials/p.hbs': '\uFEFF\n{{/if}}' },
  {
    html: undefined,
    problems: ['partials/p.hbs 2:1-2:8 error handlebars-syntax: {{/if}} closes a block that was not opened'],
    dependencies: ['a.hbs', 'mailproof.json', 'a.data.json', 'partials/p.hbs'],
  },
);
check(
  'the partials of a damaged template take part all the same',
  { 'a.hbs': '{{> p}}{{/if}}', 'partials/p.hbs': '{{> q}}', 'partials/q.hbs': 'x' },
  {
    html: undefined,
    problems: ['a.hbs 1:8-1:15 error handlebars-syntax: {{/if}} closes a block that was not opened'],
    dependencies: ['a.hbs', 'mailproof.json', 'a.data.json', 'partials/p.hbs', 'partials/q.hbs'],
  },
);
check(
  'when MJML runs first, a fault is found in the file that has it',
  {
    'a.mjml': '<mjml><mj-body><mj-include path="b.mjml"/></mj-body></mjml>',
    'b.mjml': '<mj-section><mj-column>\n<mj-text>{{#if x}}</mj-text></mj-column></mj-section>',
  },
  {
    engine: 'mjml-handlebars',
    problems: ['b.mjml 2:10-2:19 error handlebars-syntax: {{#if}} is never closed: add {{/if}}'],
  },
);
check(
  'when MJML runs first, the damaged one of several equal mustaches is told',
  {
    'a.mjml':
      '<mjml><mj-body><mj-section><mj-column>\n<mj-text>{{#if x}}1{{/if}}</mj-text>\n<mj-text>2{{/if}}</mj-text></mj-column></mj-section></mj-body></mjml>',
  },
  { problems: ['a.mjml 3:11-3:18 error handlebars-syntax: {{/if}} closes a block that was not opened'] },
  { engine: 'mjml-handlebars' },
);
