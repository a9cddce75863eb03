import { describe, expect, test } from 'vitest';
import { findAlterations } from '../../../src/core/delivery/alteredHtml.ts';

interface Expected {
  readonly links?: readonly string[];
  readonly pixels?: readonly string[];
  /** What is left that is not as it was sent; absent: nothing. */
  readonly folded?: string;
}

function check(name: string, sent: string, received: string, expected: Expected): void {
  test(name, () => {
    const { links, pixels, folded } = findAlterations(sent, received);
    expect({
      links: links.map(({ text, sent: before, received: after }) => `${text}: ${before} > ${after}`),
      pixels,
      folded,
    }).toEqual({ links: expected.links ?? [], pixels: expected.pixels ?? [], folded: expected.folded ?? sent });
  });
}

describe('what services do to nearly every mail is folded away', () => {
  check('nothing to fold', '<a href="https://a.test/">A</a>', '<a href="https://a.test/">A</a>', {});
  check(
    'a link to a tracking host',
    '<p><a class="x" href="https://shop.test/order?a=1&amp;b=2">Order</a></p>',
    '<p><a class="x" href="https://click.esp.test/ls/click?upn=abc">Order</a></p>',
    { links: ['Order: https://shop.test/order?a=1&b=2 > https://click.esp.test/ls/click?upn=abc'] },
  );
  check(
    'the same address with parameters of a campaign',
    '<a href="https://shop.test/?a=1">A</a>',
    '<a href="https://shop.test/?a=1&amp;utm_source=mail">A</a>',
    { links: ['A: https://shop.test/?a=1 > https://shop.test/?a=1&utm_source=mail'] },
  );
  check(
    'an image that nobody sees',
    '<body><img src="https://a.test/logo.png" width="100"></body>',
    '<body><img src="https://a.test/logo.png" width="100"><img src="https://t.test/o.gif?id=1&amp;x" width="1" height="1"></body>',
    { pixels: ['https://t.test/o.gif?id=1&x'] },
  );
  check(
    'an image hidden by its style',
    '<p>A</p>',
    '<p>A</p><img style="width: 1px; height:1px" src="https://t.test/">',
    {
      pixels: ['https://t.test/'],
    },
  );
  check(
    'one of several links that say the same, beside an added one',
    '<a href="https://a.test/1">More</a><a href="https://a.test/2">More</a>',
    '<a href="https://web.test/">View online</a><a href="https://t.test/1">More</a><a href="https://a.test/2">More</a>',
    {
      links: ['More: https://a.test/1 > https://t.test/1'],
      folded:
        '<a href="https://web.test/">View online</a><a href="https://a.test/1">More</a><a href="https://a.test/2">More</a>',
    },
  );
});

describe('what changes what people read stays to be seen', () => {
  check('another text', '<a href="https://a.test/">Pay 5</a>', '<a href="https://t.test/">Pay 50</a>', {
    folded: '<a href="https://t.test/">Pay 50</a>',
  });
  check('another page of the same host', '<a href="https://a.test/1">A</a>', '<a href="https://a.test/2">A</a>', {
    folded: '<a href="https://a.test/2">A</a>',
  });
  check('a link that became a script', '<a href="https://a.test/">A</a>', '<a href="javascript:x()">A</a>', {
    folded: '<a href="javascript:x()">A</a>',
  });
  check(
    'another attribute of a rewritten link',
    '<a href="https://a.test/">A</a>',
    '<a rel="x" href="https://t.test/">A</a>',
    {
      links: ['A: https://a.test/ > https://t.test/'],
      folded: '<a rel="x" href="https://a.test/">A</a>',
    },
  );
  check('an added image that is seen', '<p>A</p>', '<p>A</p><img src="https://t.test/" width="300" height="1">', {
    folded: '<p>A</p><img src="https://t.test/" width="300" height="1">',
  });
  check('a pixel of our own that is gone', '<img src="https://a.test/p" width="1" height="1"><p>A</p>', '<p>A</p>', {
    folded: '<p>A</p>',
  });
});

test('ten thousand links and a megabyte of broken tags are no trouble', () => {
  const links = '<a href="https://a.test/">A</a>'.repeat(10_000);
  expect(findAlterations(links, links).links).toEqual([]);
  const broken = '<a href="'.repeat(100_000) + '<img '.repeat(10_000);
  expect(findAlterations(links, broken).folded).toBe(broken);
}, 20_000);
