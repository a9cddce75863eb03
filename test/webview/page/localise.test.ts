// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { format, formatCount, localise } from '../../../src/webview/page/localise.ts';

beforeEach(() => document.body.replaceChildren());

function inject(json: string): void {
  const script = document.createElement('script');
  script.type = 'application/json';
  script.id = 'mailproof-texts';
  script.textContent = json;
  document.body.append(script);
}

test('a translation replaces the English text, all others stay', () => {
  inject('{"Send":"Gửi","test":"x","unknown":"x"}');
  expect(localise({ send: 'Send', test: 'Test' })).toEqual({ send: 'Gửi', test: 'Test' });
});

test.each(['', '{', 'null', '7', '"x"', '[]', '{"Send":1}'])(
  'with %j as translations the page speaks English',
  (json) => {
    inject(json);
    expect(localise({ send: 'Send' })).toEqual({ send: 'Send' });
  },
);

test('places are filled, and what is put in is not filled again', () => {
  expect(format('{0} of {1} {2}', '{1}', 7)).toBe('{1} of 7 {2}');
  expect(formatCount(1, '{0} problem', '{0} problems')).toBe('1 problem');
  expect(formatCount(0, '{0} problem', '{0} problems')).toBe('0 problems');
});
