import { expect, test } from 'vitest';
import { parseSavedState } from '../../../src/webview/preview/savedState.ts';
import { parseTypedWidth, widthInPixels } from '../../../src/webview/mailView/viewState.ts';

const fresh = {
  tab: 'rendered',
  width: { kind: 'fit' },
  zoom: 'fit',
  scheme: 'light',
  imagesOff: false,
  rightToLeft: false,
  scrollTop: 0,
};

test.each([
  undefined,
  null,
  7,
  'x',
  [],
  {},
  { tab: 'source', width: 'mobile', scrollTop: '9', template: 1 },
  { width: { kind: 'custom' } },
  { width: { kind: 'custom', widthPx: 9 } },
  { width: { kind: 'custom', widthPx: 1e9 } },
  { scrollTop: -3 },
  { zoom: 10, scheme: 'sepia', imagesOff: 1, rightToLeft: 'yes' },
  { zoom: Number.NaN, scheme: {} },
])('%j is as good as nothing saved', (value) => {
  expect(parseSavedState(value)).toEqual(fresh);
});

test('what was saved comes back', () => {
  const saved = {
    tab: 'text',
    width: { kind: 'custom', widthPx: 412 },
    zoom: 75,
    scheme: 'outlook',
    imagesOff: true,
    rightToLeft: true,
    scrollTop: 120,
    template: 'file:///a.mjml',
  };
  expect(parseSavedState(saved)).toEqual(saved);
});

test.each([
  ['412', 412],
  [' 412px ', 412],
  ['640', 640],
  ['375 px', 375],
  ['1', 160],
  ['99999', 2560],
])('typing %j makes the mail %d wide', (typed, wanted) => {
  const width = parseTypedWidth(typed);
  expect(width === undefined ? undefined : widthInPixels(width)).toBe(wanted);
});

test.each(['', 'wide', '-300', '30em', '4e2', '4.5'])('typing %j changes nothing', (typed) => {
  expect(parseTypedWidth(typed)).toBeUndefined();
});
