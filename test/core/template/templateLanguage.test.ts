import { describe, expect, test } from 'vitest';
import { detectLanguage } from '../../../src/core/template/templateLanguage.ts';

function check(rule: string, text: string, expected: string, path = 'mail.mjml'): void {
  test(`${rule}: ${text.slice(0, 60)}`, () => {
    const language = detectLanguage({ path, text });
    const { start = 0, end = 0 } = language?.first ?? {};
    const beside = language?.allowsHandlebars === true ? ' beside Handlebars' : '';
    expect(language === undefined ? 'Handlebars' : `${language.name}${beside} by ${text.slice(start, end)}`).toBe(
      expected,
    );
  });
}

describe('languages with {% %}', () => {
  check('a tag with a word of Liquid', '{% unless x %}a{% endunless %}', 'Liquid by {% unless x %}');
  check('a filter of Liquid', 'Hi {{ name | upcase }}', 'Liquid by {{ name | upcase }}');
  check('filters that nobody knows', '{{ a | own }}{{ b | own }}', 'Liquid or Jinja by {{ a | own }}');
  check('a filter with an argument', '{{ name | default: "you" }}', 'Liquid by {{ name | default: "you" }}');
  check('a filter, no blanks', '{{ name|upper }}', 'Jinja by {{ name|upper }}');
  check('a loop with a filter of Jinja', '{% for x in y %}{{ x|upper }}{% endfor %}', 'Jinja by {% for x in y %}');
  check('elif', '{%- if x -%}{% elif y %}{% endif %}', 'Jinja by {%- if x -%}');
  check('inheritance', '{% extends "a" %}{% block b %}{% endblock %}', 'Jinja or Twig by {% extends "a" %}');
  check('a filter of Twig', "{{ 'hello'|trans }}", "Twig by {{ 'hello'|trans }}");
  check('tags of Django', '{% load i18n %}{{ name|default:"you" }}', 'Django by {% load i18n %}');
  check('what several languages have', '{% if x %}{{ x }}{% endif %}', 'Liquid or Jinja by {% if x %}');
  check('the file name decides', '{% if x %}{{ x }}{% endif %}', 'Twig by {% if x %}', 'mail.mjml.twig');
  check('the file name is enough', '{{ x }}', 'Liquid by {{ x }}', '_row.liquid');
  check('an alternative', '{{ x ?? "y" }}', 'Twig by {{ x ?? "y" }}');
  check('a comment', '{# note #}{{ x }}', 'Liquid or Jinja by {# note #}');
  check('a call', '{{ greet("x") }}', 'Jinja by {{ greet("x") }}');
  check('Braze', 'Hi {{${first_name}}}', 'Braze Liquid by {{${first_name}}}');
  check('Mailjet', '{{var:name:"you"}}', 'Mailjet by {{var:name:"you"}}');
  check('Marketo', '{{lead.First Name:default=you}}', 'Marketo tokens by {{lead.First Name:default=you}}');
  check('HubSpot', '{% module "m" path="x" %}', 'HubL by {% module "m" path="x" %}');
});

describe('other languages', () => {
  check('Go', '{{range .Items}}{{.Name}}{{end}}', 'Go templates by {{range .Items}}');
  check('Go with pipes', '{{ .Name | upper }}', 'Go templates by {{ .Name | upper }}');
  check('Go templates in templates', '{{template "header" .}}', 'Go templates by {{template "header" .}}');
  check('EJS', '<% if (x) { %><%= x %><% } %>', 'EJS beside Handlebars by <% if (x) { %>');
  check('ERB', '<% if x %><%= x %><% end %>', 'ERB beside Handlebars by <% if x %>');
  check('EEx', '<%= for x <- @xs do %><%= x %><% end %>', 'EEx beside Handlebars by <%= for x <- @xs do %>');
  check('JSP', '<%@ page language="java" %>', 'JSP beside Handlebars by <%@ page language="java" %>');
  check(
    'SendGrid',
    '<a href="<%asm_group_unsubscribe_raw_url%>">',
    'SendGrid tags beside Handlebars by <%asm_group_unsubscribe_raw_url%>',
  );
  check('neither EJS nor ERB alone', '<%= name %>', 'EJS or ERB beside Handlebars by <%= name %>');
  check('PHP', '<?= $name ?>', 'PHP beside Handlebars by <?= $name ?>');
  check('Blade', 'Hi {{ $name }}', 'Blade by {{ $name }}');
  check('Blade, unescaped', '@if($x){!! $x !!}@endif', 'Blade by {!! $x !!}');
  check('Blade with calls', '<a href="{{ config("app.url") }}">{{ $x->y }}</a>@endforeach', 'Blade by {{ $x->y }}');
  check('Blade between elements', '@foreach (all($xs) as $x)<b>x</b>@endforeach', 'Blade by @endforeach');
  check('Thymeleaf', '<p th:text="${x}"></p>', 'Thymeleaf beside Handlebars by th:text=');
  check('Thymeleaf in texts', 'Hi [[${name}]]', 'Thymeleaf beside Handlebars by [[${name}]]');
  check('FreeMarker', '<#if x>${x}</#if>', 'FreeMarker beside Handlebars by <#if x>');
  check(
    'FreeMarker that sets its output',
    '<#outputformat "plainText">x</#outputformat>',
    'FreeMarker beside Handlebars by <#outputformat "plainText">',
  );
  check('Velocity', '#if($x)$x#end', 'Velocity by #if($x)');
  check('Razor', 'Hi @Model.Name', 'Razor by @Model.Name');
  check('Smarty', '{if $x}{$x}{/if}', 'Smarty by {if $x}');
});

describe('merge tags', () => {
  check('Mailchimp', '*|FNAME|*', 'Mailchimp merge tags beside Handlebars by *|FNAME|*');
  check('Salesforce', '%%[ set @x = 1 ]%%', 'AMPscript beside Handlebars by %%[ set @x = 1 ]%%');
  check('Pardot', '%%first_name%%', '%%...%% merge tags beside Handlebars by %%first_name%%');
  check('next to Handlebars', '{{#if x}}*|FNAME|*{{/if}}', 'Mailchimp merge tags beside Handlebars by *|FNAME|*');
  check('a dollar and braces', 'Hi ${name}', '${...} placeholders by ${name}');
  check('with a format', '${amount?string}', '${...} placeholders by ${amount?string}');
  check('a dollar and two braces', '${{key}}$', '${{...}}$ placeholders by ${{key}}$');
  check('a hash and braces', 'Hi #{name}', '#{...} placeholders by #{name}');
  check('a percent sign and braces', 'Hi %{name}%', '%{...} placeholders by %{name}%');
  check('brackets', 'Hi [[name]]', '[[...]] placeholders by [[name]]');
  check('three brackets', '[[[column]]]', '[[...]] placeholders by [[[column]]]');
  check('braces', 'Hi {first} {last}', '{...} placeholders by {first}');
  check('percent signs', 'Hi %FIRSTNAME%', '%...% merge tags by %FIRSTNAME%');
});

describe('Handlebars stays Handlebars', () => {
  check('a value', 'Hi {{name}}', 'Handlebars');
  check('no tags at all', 'Hi', 'Handlebars');
  check('block parameters', '{{#each xs as |x|}}{{x}}{{/each}}', 'Handlebars');
  check('an amount', 'Total: ${{total}}', 'Handlebars');
  check('a price in braces', '{{x}} costs ${price}', 'Handlebars');
  check('a comment that shows Liquid', '<!-- {% raw %} --><p>{{x}}</p>', 'Handlebars');
  check('a Handlebars comment that shows Liquid', '{{!-- {% raw %} {{ a | b }} --}}{{x}}', 'Handlebars');
  check('a pipe by mistake', '{{#if x}}{{ y | upper }}{{/if}}', 'Handlebars');
  check('a stray bar', '{{na|me}} {{x}}', 'Handlebars');
  check('a stray bracket', '{{na(me}} {{x}}', 'Handlebars');
  check('a call by mistake', '{{upper(name)}}', 'Handlebars', 'mail.hbs');
  check('a helper with arguments', '{{formatDate date "YYYY | MM"}}', 'Handlebars');
  check('a subexpression', '{{upper (lower name)}}', 'Handlebars');
  check('a path', '{{./name}} {{../name}} {{t "see .env"}}', 'Handlebars');
  check('a variable called end', '{{start}} to {{end}}', 'Handlebars');
  check('css', '<style>@media x{#a{b:c}}@import(x);.a{width:50%}</style>', 'Handlebars');
  check('an address', 'write to me@Model.com', 'Handlebars');
  check('percentages', 'width=100% and %20%', 'Handlebars');
  check('one word in braces', 'as {this} says', 'Handlebars');
  check('an opener without end', '{{x}} {% and <% and ${', 'Handlebars');
  check('tags that are only mentioned next to Handlebars', '{{#if x}}use ${name} and [[name]]{{/if}}', 'Handlebars');
});

test('hostile texts are judged in linear time', () => {
  const started = performance.now();
  for (const unit of [
    '{%',
    '{{',
    '<%',
    '${',
    '*|',
    '%%',
    '[[',
    '<!--',
    '{if ',
    '<#if ',
    '@if',
    '{#',
    'th:a',
    '<style',
    '{{ a | ',
  ])
    detectLanguage({ path: 'a.mjml', text: unit.repeat(50_000) });
  expect(performance.now() - started).toBeLessThan(5000);
});
