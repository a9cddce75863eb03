import { expect, test } from 'vitest';
import { findTextAlterations } from '../../../src/core/delivery/alteredText.ts';

function check(name: string, sent: string, received: string, wanted: { folded: string; links: number }): void {
  test(name, () => {
    const { folded, links } = findTextAlterations(sent, received);
    expect({ folded, links: links.length }).toEqual(wanted);
  });
}

const sent = 'Hello\nOrder: https://shop.example/o/1 thanks\nBye https://shop.example/';
check('nothing changed', sent, sent, { folded: sent, links: 0 });
check(
  'a rewritten address is folded, the rest of the line stays',
  sent,
  sent.replace('https://shop.example/o/1', 'https://click.example/x?u=1'),
  { folded: sent, links: 1 },
);
check('another path at the same host is a change', sent, sent.replace('/o/1', '/o/2'), {
  folded: sent.replace('/o/1', '/o/2'),
  links: 0,
});
check(
  'a line that says something else is a change',
  sent,
  sent.replace('thanks', 'no thanks').replace('https://shop.example/o/1', 'https://click.example/x'),
  {
    folded: sent.replace('thanks', 'no thanks').replace('https://shop.example/o/1', 'https://click.example/x'),
    links: 0,
  },
);
check(
  'lines alike are taken in their order',
  'a https://a.example/\na https://b.example/',
  'a https://t.example/1\na https://t.example/2',
  {
    folded: 'a https://a.example/\na https://b.example/',
    links: 2,
  },
);

test('a text of a hundred thousand links ends', () => {
  const many = 'https://a.example/\n'.repeat(100_000);
  expect(findTextAlterations(many, many.replaceAll('a.example', 'b.example')).links.length).toBeGreaterThan(0);
});
