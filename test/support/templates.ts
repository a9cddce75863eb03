import fs from 'node:fs';
import path from 'node:path';

/** Templates that people wrote: ours, and those of strangers when the corpora are there. Absolute paths, in order. */
export function realTemplates(corpora: string | undefined): readonly string[] {
  const folders = [path.join(import.meta.dirname, '../../examples')];
  if (corpora !== undefined) folders.push(path.join(corpora, 'templates'), path.join(corpora, 'mjml'));
  return folders.flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(hbs|mjml)$/.test(name))
      .map((name) => path.join(folder, name))
      .sort(),
  );
}

/** What the templates above have little of: every kind of mustache, deep blocks, quotes, raw blocks, whitespace control. */
export const syntaxSamples: readonly string[] = [
  `{{#> layout title="Your order" theme=(lookup themes "dark")}}
  {{#*inline "greeting"}}
    <p>{{t 'hello' name=user.first}}, {{~user.last~}}</p>
  {{/inline}}
  {{#each order.items as |item index|}}
    {{#if item.discount}}
      <b class="{{#if @first}}first{{else}}next{{/if}}">{{item.name}}</b> {{{item.html}}}
    {{else if (gt item.price 10)}}
      {{> price value=item.price currency="EUR"}}
    {{else}}
      {{../fallback}} {{item.[sku number]}} {{&item.raw}}
    {{/if}}
  {{else}}
    {{! nothing was ordered }}
    {{> (lookup . 'emptyPartial') }}
  {{/each}}
  {{^order.paid}}<p>{{t "please pay"}}</p>{{/order.paid}}
  {{{{raw}}}} {{not.run}} {{{{/raw}}}}
{{/layout}}
`,
  `<mjml>
  <mj-head>
    {{!-- The title is read by the subject line. --}}
    <mj-title>{{subject}}</mj-title>
    <mj-style>.a { color: {{colors.main}}; }</mj-style>
  </mj-head>
  <mj-body>
    {{#with customer}}
      {{#unless isGuest}}
        {{#each addresses}}
          <mj-text align="{{align}}" padding="{{#if wide}}20px{{else}}10px{{/if}}">{{street}}, {{city}}</mj-text>
        {{/each}}
      {{/unless}}
    {{/with}}
    {{#if items.length}}
      {{#each items}}
        {{#if @last}}{{name}}{{else}}{{name}}, {{/if}}
      {{/each}}
    {{/if}}
    <mj-button href="{{url "reset" token=token}}">{{#if code}}{{code}}{{^}}{{t "reset"}}{{/if}}</mj-button>
  </mj-body>
</mjml>
`,
];
