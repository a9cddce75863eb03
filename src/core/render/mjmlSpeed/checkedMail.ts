/** Has every element of MJML, in the ways in which they are put together, and every kind of value that is rewritten. */
export const checkedMail = `<mjml lang="en" dir="ltr">
<mj-head>
  <mj-title>Title</mj-title><mj-preview>Preview</mj-preview><mj-breakpoint width="400px" />
  <mj-font name="Lato" href="https://example.com/lato" /><mj-font name="Odd (font)" href="https://example.com/odd" />
  <mj-attributes>
    <mj-all color="#abc" padding="1px" /><mj-text font-size="1px" css-class="text" /><mj-section padding="2px" />
    <mj-class name="a" color="#def" css-class="a"><mj-text align="right" /><mj-button color="red" /></mj-class>
    <mj-class name="b" css-class="b" background-color="#123" />
  </mj-attributes>
  <mj-style>.a { color: red }</mj-style>
</mj-head>
<mj-body width="500px" background-color="#eee" css-class="body" mj-class="a">
  <!-- comment --><mj-raw><p>raw</p></mj-raw>
  <mj-section background-url="a.png" background-size="cover" border-radius="1px" full-width="full-width" gutter="10px">
    <mj-column width="40%" padding="3px" inner-border-radius="2px" border-radius="1px" mj-class="a b">
      <!--inside--><mj-text mj-class="a b" color="#FFF" height="20px">Text "Open Sans"</mj-text>
      <mj-button href="/" width="90px" inner-padding="1px 2px 3px">Go</mj-button>
      <mj-image src="a.png" width="100px" href="/" padding="1px 2px" fluid-on-mobile="true" />
      <mj-divider width="50%" align="left" border-color="#fed" /><mj-spacer height="5px" />
    </mj-column>
    <mj-column><mj-table width="80%"><tr><td style="font-family:Roboto">1</td></tr></mj-table></mj-column>
  </mj-section>
  <mj-wrapper gap="5px" padding="2px 3px 4px 5px" background-color="red">
    <mj-section direction="rtl" background-color="#000">
      <mj-group width="60%" background-color="#fff" vertical-align="top"><mj-column width="30px" /><mj-column /></mj-group>
    </mj-section>
    <mj-section background-url="b.png" background-position="left 10%" background-repeat="no-repeat" />
  </mj-wrapper>
  <mj-section><mj-column>
    <mj-social mode="vertical" inner-padding="1px"><mj-social-element name="facebook-noshare" href="/">F</mj-social-element></mj-social>
    <mj-social align="left"><mj-social-element src="s.png" icon-position="right" color="#cba">S</mj-social-element></mj-social>
    <mj-navbar hamburger="hamburger" base-url="/b" ico-color="#aaa"><mj-navbar-link href="/c">C</mj-navbar-link></mj-navbar>
    <mj-carousel thumbnails="visible" tb-width="40px"><mj-carousel-image src="1.png" href="/" /><mj-carousel-image src="2.png" /></mj-carousel>
    <mj-accordion border="1px solid #ccc"><mj-accordion-element background-color="#bbb">
      <mj-accordion-title>T</mj-accordion-title><mj-accordion-text font-family="Lato">T</mj-accordion-text>
    </mj-accordion-element><mj-accordion-element /></mj-accordion>
  </mj-column></mj-section>
  <mj-hero mode="fluid-height" background-width="600px" background-height="300px" background-url="h.png" padding="5px">
    <mj-text>H</mj-text><mj-button>H</mj-button></mj-hero>
  <mj-hero height="300px" inner-background-color="#ddd"><mj-text>H</mj-text></mj-hero>
</mj-body></mjml>`;
