import { expect, test } from 'vitest';
import { scanMustaches } from '../../../src/core/template/mustaches.ts';
import { scanTags } from '../../../src/core/template/tags.ts';

function check(rule: string, text: string, ...expected: readonly string[]): void {
  test(rule, () => {
    const found = scanTags(text, scanMustaches(text)).map((tag) => {
      const attributes = tag.attributes.map((each) => ` ${each.name}=${text.slice(each.valueStart, each.valueEnd)}`);
      const end = tag.isTerminated ? (tag.isSelfClosing ? '/' : '') : '...';
      return `${tag.kind === 'close' ? '/' : ''}${tag.name}${attributes.join('')}${end}`;
    });
    expect(found).toEqual(expected);
  });
}

check('tags with attributes', `<MJ-Text a="1" b='2' c=3 d/>x</mj-text >`, 'mj-text a=1 b=2 c=3 d=/', '/mj-text');
check('greater-than inside of a value', '<a href="x>y">', 'a href=x>y');
check(
  'mustaches are opaque, with their quotes and tags',
  '<a b="{{c "d>"}}" {{#if e}}f="<g>"{{/if}}>{{h "<i>"}}',
  'a b={{c "d>"}} f=<g>',
);
check('comments, CDATA and declarations', '<!doctype html><!-- <a> --><![CDATA[<b>]]><?c?><d>', 'd');
check(
  'the insides of styles and scripts',
  '<style>a<b></style><script>"<c>"</script>',
  'style',
  '/style',
  'script',
  '/script',
);
check('a tag that is not finished ends where the next begins', '<a b <c>', 'a b=...', 'c');
check('a tag at the end', '<a b="c', 'a b=c...');
check('a lone less-than is text', '1 < 2 <3 <>');
