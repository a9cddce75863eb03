/** One mail of MJML for each of its elements, in the ways that differ, with what the head may say of all of them. */
export function sampleOf(tags: readonly string[]): string {
  return `${head}<mj-body width="500px" background-color="#eee" css-class="b" mj-class="a">${tags.map((tag) => samples[tag] ?? '').join('')}</mj-body></mjml>`;
}

export function hasSample(tag: string): boolean {
  return Object.hasOwn(samples, tag);
}

const head = `<mjml lang="en"><mj-head>
  <mj-title>Title</mj-title><mj-preview>Preview</mj-preview><mj-breakpoint width="400px" />
  <mj-font name="Lato" href="/lato" /><mj-font name="Odd (font)" href="/odd" />
  <mj-attributes>
    <mj-all color="#abc" padding="1px" /><mj-text font-size="1px" css-class="text" />
    <mj-class name="a" color="#def" css-class="a"><mj-text align="right" /></mj-class>
    <mj-class name="b" css-class="b" background-color="#123" />
  </mj-attributes>
  <mj-style>.a { color: red }</mj-style>
</mj-head>`;

const inColumn = (content: string): string => `<mj-section><mj-column>${content}</mj-column></mj-section>`;

const socialElements = `<mj-social-element name="facebook-noshare" href="/" mj-class="b">F</mj-social-element>
  <mj-social-element src="s.png" icon-position="right" color="#cba">S</mj-social-element>`;
const social = inColumn(
  `<mj-social mode="vertical" inner-padding="1px">${socialElements}</mj-social><mj-social align="left">${socialElements}</mj-social>`,
);
const navbar = inColumn(`<mj-navbar hamburger="hamburger" base-url="/b" ico-color="#aaa" mj-class="a">
  <mj-navbar-link href="/c" css-class="x">C</mj-navbar-link></mj-navbar>`);
const carousel = inColumn(`<mj-carousel thumbnails="visible" tb-width="40px">
  <mj-carousel-image src="1.png" href="/" /><mj-carousel-image src="2.png" /></mj-carousel>`);
const accordion = inColumn(`<mj-accordion border="1px solid #ccc"><mj-accordion-element background-color="#bbb">
  <mj-accordion-title>T</mj-accordion-title><mj-accordion-text font-family="Lato">T</mj-accordion-text>
  </mj-accordion-element><mj-accordion-element /></mj-accordion>`);

const samples: Readonly<Record<string, string>> = {
  'mj-body': '',
  'mj-raw': '<!-- comment --><mj-raw><p style="font-family:Roboto">raw</p></mj-raw>',
  'mj-section': `<mj-section background-url="a.png" background-size="cover" border-radius="1px" full-width="full-width" gutter="9px">
    <!-- x --><mj-column /></mj-section>
    <mj-section direction="rtl" background-url="b.png" background-position="left 10%" mj-class="a b" />`,
  'mj-column': `<mj-section gutter="10px"><mj-column width="40%" padding="3px" inner-border-radius="2px" mj-class="a b"><mj-text>T</mj-text>
    </mj-column><mj-column width="100px" background-color="#fff" /></mj-section>`,
  'mj-group': `<mj-section><mj-group width="60%" background-color="#fff" vertical-align="top"><mj-column width="30px" /><mj-raw>1</mj-raw>
    <mj-column /></mj-group></mj-section>`,
  'mj-wrapper':
    '<mj-wrapper gap="5px" padding="2px 3px 4px 5px" background-color="red"><mj-section /><mj-section /></mj-wrapper>',
  'mj-hero': `<mj-hero mode="fluid-height" background-width="600px" background-height="300px" background-url="h.png" padding="5px">
    <mj-text>H</mj-text></mj-hero><mj-hero height="300px" inner-background-color="#ddd"><mj-text>H</mj-text></mj-hero>`,
  'mj-text': inColumn(
    '<mj-text mj-class="a b" color="#FFF" height="20px">Text "Open Sans"</mj-text><mj-text>2</mj-text>',
  ),
  'mj-button': inColumn(
    '<mj-button href="/" width="90px" inner-padding="1px 2px 3px">Go</mj-button><mj-button>Go</mj-button>',
  ),
  'mj-image': inColumn('<mj-image src="a.png" width="100px" href="/" padding="1px 2px" fluid-on-mobile="true" />'),
  'mj-divider': inColumn('<mj-divider width="50%" align="left" border-color="#fed" /><mj-divider />'),
  'mj-spacer': inColumn('<mj-spacer height="5px" container-background-color="#abc" />'),
  'mj-table': inColumn('<mj-table width="80%"><tr><td>1</td></tr></mj-table>'),
  'mj-social': social,
  'mj-social-element': social,
  'mj-navbar': navbar,
  'mj-navbar-link': navbar,
  'mj-carousel': carousel,
  'mj-carousel-image': carousel,
  'mj-accordion': accordion,
  'mj-accordion-element': accordion,
  'mj-accordion-title': accordion,
  'mj-accordion-text': accordion,
};
