import { join } from 'node:path';
import { accelerateMjml } from '../core/render/bundledMjml.ts';
import { render } from '../core/render/render.ts';
import { diskFileReader } from '../core/template/diskFileReader.ts';

/**
 * Renders a mail that has what mails commonly have. The first render compiles what the libraries make lazily, and what has
 * run here is what the code cache will hold.
 */
export async function warmUp(): Promise<void> {
  // No file of these names exists; beside this bundle there is no project either.
  const path = join(__dirname, 'warm-up.mjml.hbs');
  const overrides = { [path]: template, [join(__dirname, 'warm-up-footer.hbs')]: partial };
  try {
    await render(
      { path, root: __dirname, engine: 'auto', data: { name: 'warm-up', text: data }, overrides },
      diskFileReader({ root: __dirname, overrides }),
    );
    await accelerateMjml();
  } catch (error) {
    // The next render meets the same fault, and then there is somebody to tell.
    console.error(error);
  }
}

const data = JSON.stringify({
  name: 'A & B',
  list: [
    { name: 'One', price: 1 },
    { name: 'Two', price: 2 },
  ],
});

const partial = '<mj-section><mj-column><mj-text>{{name}} {{{year}}}</mj-text></mj-column></mj-section>';

/** With a mistake, because explaining one is work of its own. */
const template = `{{!-- subject: Hello {{name}} --}}
<mjml lang="en">
  <mj-head>
    <mj-title>Hello {{name}}</mj-title>
    <mj-preview>You have {{list.length}}</mj-preview>
    <mj-font name="Inter" href="https://example.com/inter.css" />
    <mj-breakpoint width="320px" />
    <mj-attributes>
      <mj-all font-family="Inter, Arial" /><mj-text padding="0 10px" /><mj-class name="big" font-size="20px" />
    </mj-attributes>
    <mj-style>@media (max-width: 400px) { .a { color: red !important; } }</mj-style>
    <mj-style inline="inline">.a, .b > td { color: #333333; margin: 0 } a:hover { color: blue }</mj-style>
    <mj-html-attributes>
      <mj-selector path=".a"><mj-html-attribute name="data-a">1</mj-html-attribute></mj-selector>
    </mj-html-attributes>
  </mj-head>
  <mj-body background-color="#eeeeee" width="600px">
    <mj-wrapper padding="10px" border="1px solid #000000">
      <mj-section background-url="https://example.com/a.png" border-radius="4px">
        <mj-group><mj-column width="50%"><mj-image src="a.png" alt="A" width="100px" /></mj-column></mj-group>
        <mj-column width="50%" css-class="a">
          <mj-text mj-class="big" align="left">
            <h1>Hi {{#if name}}{{name}}{{else}}there{{/if}},</h1>
            <p class="a">Text with <a href="https://example.com/?a=1&amp;b={{name}}">a link</a> &nbsp; &eacute;<br></p>
            <ul><li>One</li></ul><img src="b.png" alt="B"><hr>
          </mj-text>
          <mj-button href="https://example.com" background-color="red" sise="1">Go</mj-button>
          <mj-divider border-width="1px" /><mj-spacer height="10px" />
          <mj-social><mj-social-element name="facebook" href="https://example.com">F</mj-social-element></mj-social>
          <mj-table>
            {{#each list as |item index|}}
              {{#unless @first}}<tr class="b"><td>{{item.name}}</td><td>{{item.price}}</td></tr>{{/unless}}
            {{else}}<tr></tr>{{/each}}
          </mj-table>
          <mj-navbar><mj-navbar-link href="/">Home</mj-navbar-link></mj-navbar>
        </mj-column>
      </mj-section>
    </mj-wrapper>
    <mj-hero><mj-text>{{#with list.[0]}}{{../name}} {{lookup . "name"}}{{/with}}</mj-text></mj-hero>
    <mj-raw><!-- raw --><p>{{missing}}</p></mj-raw>
    {{#*inline "part"}}<mj-section><mj-column><mj-text>{{year}}</mj-text></mj-column></mj-section>{{/inline}}
    {{> part year=2000}}{{> warm-up-footer year=2000}}
  </mj-body>
</mjml>
`;
