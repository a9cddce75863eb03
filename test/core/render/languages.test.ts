import { describe, expect, test } from 'vitest';
import mjml2html from 'mjml';
import { check, mail, renderFiles, sayProblem } from './checkRender.ts';

const liquid = (place: string): string =>
  `a.mjml ${place} info template-language: This is Liquid: its tags are shown as they are, because Mailproof runs only Handlebars; if it is Handlebars, choose the engine in mailproof.json`;
const ejs = (place: string): string =>
  `a.mjml ${place} info template-language: This is EJS: its tags are shown as they are, because Mailproof runs only Handlebars`;

describe('another language', () => {
  check(
    'with MJML: only MJML runs, the tags stay, and nothing is missing',
    { 'a.mjml': mail('<mj-text>Hi {{ name | upcase }}, {{ x }}</mj-text>') },
    { engine: 'mjml', html: ['Hi {{ name | upcase }}, {{ x }}'], problems: [liquid('1:51-1:70')] },
  );
  check(
    'without MJML: the text passes through',
    { 'a.html': '<title>{{ x | upcase }}</title>{% if x %}{{ y }}{% endif %}' },
    {
      engine: 'html',
      html: ['<title>{{ x | upcase }}</title>{% if x %}{{ y }}{% endif %}'],
      subject: '{{ x | upcase }}',
      problems: [liquid('1:8-1:24').replace('mjml', 'html')],
    },
  );
  check(
    'a layout that settings name is its own, and looked for by its rules',
    { 'a.njk': '---\nlayout: base\n---\n<p>{% if x %}</p>', '_includes/base.njk': '{{ content | safe }}' },
    {
      html: ['<p>{% if x %}</p>'],
      problems: [
        'a.njk 4:4-4:14 info template-language: This is Nunjucks: its tags are shown as they are, because Mailproof runs only Handlebars; if it is Handlebars, choose the engine in mailproof.json',
      ],
    },
  );
  test('settings leave no blanks before a document, also beside a layout that is not run', async () => {
    const { html } = await renderFiles({
      'a.liquid': '---\nx: 1\n---\n<p>{% if x %}</p>',
      '_layouts/default.liquid': '<html>{{ content }}</html>',
    });
    expect(html).toBe('<p>{% if x %}</p>');
  });
  check(
    'an engine that was chosen is believed',
    { 'a.html': '{{ x }}{% if x %}' },
    { engine: 'handlebars', html: ['1{% if x %}'] },
    { engine: 'handlebars', data: { name: 'd', text: '{"x":1}' } },
  );
  check(
    'in an included file',
    {
      'a.mjml': '<mjml><mj-body><mj-include path="b.mjml"/></mj-body></mjml>',
      'b.mjml': mail('<mj-text>{{ x | upcase }}</mj-text>'),
    },
    { engine: 'mjml', html: ['{{ x | upcase }}'], problems: [liquid('1:48-1:64').replace('a.mjml', 'b.mjml')] },
  );
  check(
    'merge tags beside Handlebars: Handlebars runs and they stay',
    { 'a.hbs': '{{#if x}}*|FNAME|* {{x}}{{/if}}', 'a.json': '{"x":1}' },
    {
      engine: 'handlebars',
      html: ['*|FNAME|* 1'],
      problems: [
        'a.hbs 1:10-1:19 info template-language: There are Mailchimp merge tags here: they are shown as they are, because Mailproof runs only Handlebars',
      ],
    },
  );
  check(
    'placeholders around mustaches are no mustaches',
    { 'a.mjml': mail('<mj-text>${{ lang.hi }}$ {name}, ${{lang.bye}}$</mj-text>') },
    {
      engine: 'mjml',
      html: ['${{ lang.hi }}$ {name}, ${{lang.bye}}$'],
      problems: [
        'a.mjml 1:48-1:63 info template-language: There are ${{...}}$ placeholders here: they are shown as they are, because Mailproof runs only Handlebars; if it is Handlebars, choose the engine in mailproof.json',
      ],
    },
  );
  check(
    'a subject in the same language',
    { 'a.mjml': mail('<mj-text>{{ x | upcase }}</mj-text>'), 'a.subject.txt': 'Hi {{ name }}' },
    { subject: 'Hi {{ name }}', problems: [liquid('1:48-1:64')] },
  );
});

describe('tags that MJML would lose', () => {
  check(
    'between elements they come out in their place',
    { 'a.mjml': mail('{% unless x %}<mj-text>one</mj-text>{% endunless %}') },
    { html: ['{% unless x %}', '{% endunless %}'], problems: [liquid('1:39-1:53')] },
  );
  check(
    'with arguments in brackets',
    { 'a.mjml': mail('@foreach (all($xs) as $x)<mj-text>{{ $x->y }}</mj-text>@endforeach') },
    {
      html: ['@foreach (all($xs) as $x)', '{{ $x->y }}', '@endforeach'],
      problems: [
        'a.mjml 1:73-1:84 info template-language: This is Blade: its tags are shown as they are, because Mailproof runs only Handlebars; if it is Handlebars, choose the engine in mailproof.json',
      ],
    },
  );
  check(
    'around the mail they come out around the html',
    { 'a.mjml': `{% assign x = 1 %}\n${mail('<mj-text>one</mj-text>')}{{ x }}` },
    { html: ['{% assign x = 1 %}', '{{ x }}'], problems: [liquid('1:1-1:19')] },
  );
  check(
    'in front of the mail with what stands between them',
    { 'a.mjml': `{% capture s %}Hi {{ x }}!{% endcapture %}\n${mail('<mj-text>one</mj-text>')}` },
    { html: ['{% capture s %}Hi {{ x }}!{% endcapture %}<!doctype html>'], problems: [liquid('1:1-1:16')] },
  );
  check(
    'between attributes they are passed over, and the attributes of all branches hold',
    { 'a.mjml': mail('<mj-text {% unless x %}color="red"{% endunless %}>one</mj-text>') },
    { html: ['color:red'], lacks: ['unless'], problems: [liquid('1:48-1:62')] },
  );
  check(
    'with signs of html in them',
    { 'a.mjml': mail('<mj-text><% if (a <b) { %>x<% } %></mj-text><mj-button href="<%= f("x") %>">y</mj-button>') },
    { html: ['<% if (a <b) { %>x<% } %>', 'href="<%= f("x") %>"'], problems: [ejs('1:48-1:65')] },
  );
  check(
    'values with tags are not judged',
    { 'a.mjml': mail('<mj-text color="<%- c %>" font-size="<%= 1; %>">x</mj-text>') },
    { html: ['color:<%- c %>'], problems: [ejs('1:55-1:63')] },
  );
  check(
    'where some are in mj-raw, the others are reported',
    { 'a.mjml': mail('<mj-raw>{% unless x %}</mj-raw><mj-text>one</mj-text>{% endunless %}') },
    {
      html: ['{% unless x %}', '{% endunless %}'],
      problems: [
        'a.mjml 1:92-1:107 warning dropped-tag: MJML drops {% endunless %} here, between elements: put it into <mj-raw> as the others',
        liquid('1:47-1:61'),
      ],
    },
  );
});

test('tags in texts, attributes and mj-raw come out as MJML alone hands them through', async () => {
  const text = mail(
    '<mj-raw>{% unless x %}</mj-raw><mj-text padding="{{ p | px }} 0" color="{{c}}">{{ x | a: "b" }} &amp; <b>{% if a > 1 %}</b></mj-text><mj-image src="{{ y }}" alt="{{ z }}" /><mj-table><tr>{% for x in y %}<td>{{x}}</td>{% endfor %}</tr></mj-table>',
  );
  const result = await renderFiles({ 'a.mjml': text });
  expect(result.problems.map(sayProblem)).toEqual([liquid('1:47-1:61')]);
  expect(result.html).toBe((await mjml2html(text)).html);
  expect(result.templateLanguage).toBe('Liquid');
});
