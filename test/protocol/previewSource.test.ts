import { describe, expect, test } from 'vitest';
import { linkAddress } from '../../src/protocol/linkAddress.ts';
import { parseFromPreview } from '../../src/protocol/preview.ts';

describe('what a page says of sources', () => {
  const check = (name: string, message: object, isTaken: boolean): void =>
    test(name, () => expect(parseFromPreview(message)).toEqual(isTaken ? message : undefined));
  const click = { type: 'goToSource', mark: '7.c.9', before: 'Ink', target: { kind: 'place' }, keepsFocus: false };

  check('a click is taken', click, true);
  check('a click for the third call outwards', { ...click, target: { kind: 'caller', stepsUp: 3 } }, true);
  check('a click for the data', { ...click, target: { kind: 'data', turn: 0 } }, true);
  check('a click for other data of the same tag', { ...click, target: { kind: 'data', turn: 2 } }, true);
  check('a turn that is none', { ...click, target: { kind: 'data', turn: -1 } }, false);
  check('data without a turn', { ...click, target: { kind: 'data' } }, false);
  check('a click in a link', { ...click, around: '7.1' }, true);
  check('no call is no call', { ...click, target: { kind: 'caller', stepsUp: 0 } }, false);
  check('half a call is no call', { ...click, target: { kind: 'caller', stepsUp: 1.5 } }, false);
  check('an unknown target', { ...click, target: { kind: 'file' } }, false);
  check('no target', { ...click, target: undefined }, false);
  check('a mark that is no text', { ...click, mark: 7 }, false);
  check('a mark that is longer than any', { ...click, mark: 'a'.repeat(1000) }, false);
  check('a text that is longer than is followed', { ...click, before: 'a'.repeat(3000) }, false);
  check('a line is taken, with a fraction', { type: 'scrolledToLine', line: 12.5 }, true);
  check('a line that is none', { type: 'scrolledToLine', line: Number.NaN }, false);
  check('a line above the first', { type: 'scrolledToLine', line: -1 }, false);
  check('a line beyond all files', { type: 'scrolledToLine', line: Infinity }, false);
  check('a link is taken', { type: 'openShownLink', href: 'https://example.com/' }, true);
  check('a link that is longer than any', { type: 'openShownLink', href: 'a'.repeat(10_000) }, false);
  check('an address to copy is taken', { type: 'copyLink', href: 'x' }, true);
});

describe('a link', () => {
  const check = (href: string, expected: string): void =>
    test(href, () => {
      const link = linkAddress(href);
      expect(link.kind === 'refused' ? `${link.kind} ${link.scheme}` : `${link.kind} ${link.url}`).toBe(expected);
    });

  check('https://example.com/a b', 'openable https://example.com/a%20b');
  check('mailto:ada@example.com', 'openable mailto:ada@example.com');
  check('https://раураl.com', 'openable https://xn--l-7sba6dbr.com/');
  check(' java\nscript:alert(1)', 'refused javascript:');
  check('command:workbench.action.quit', 'refused command:');
  check('vscode://file/etc/passwd', 'refused vscode:');
  check('file:///etc/passwd', 'refused file:');
  check('data:text/html,x', 'refused data:');
  check('/relative', 'incomplete /relative');
  check('', 'incomplete ');
});
