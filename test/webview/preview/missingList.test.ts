// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { PreviewProblem } from '../../../src/protocol/preview.ts';
import { listOfAll } from '../../../src/webview/preview/missingList.ts';

function problem(index: number, code: string, expression?: string): PreviewProblem {
  const message = `message ${index}`;
  const start = { line: 0, character: 0 };
  const base = { severity: 'warning', code, message, start, fileName: 'a.hbs', index } as const;
  return expression === undefined ? base : { ...base, expression };
}

function build(problems: readonly PreviewProblem[]): { readonly root: HTMLElement; readonly log: string[] } {
  const log: string[] = [];
  const root = document.createElement('div');
  root.append(
    ...listOfAll(problems, {
      onGo: ({ index }) => log.push(`go ${index}`),
      onAdd: ({ index }) => log.push(`add ${index}`),
      onLook: (each) => log.push(`look ${each?.index ?? 'away'}`),
    }),
  );
  return { root, log };
}

test('missing values stand under a heading of their own', () => {
  const { root } = build([problem(0, 'missing-data', 'a'), problem(1, 'mjml')]);
  expect([...root.children].map((each) => each.querySelector('h2')?.textContent)).toEqual([
    undefined,
    'Values without data',
  ]);
  expect(root.querySelector('.missing-values')?.textContent).toContain('message 0');
});

test('without any there is no heading', () => {
  expect(build([problem(0, 'mjml')]).root.querySelector('h2')).toBeNull();
  expect(build([]).root.childElementCount).toBe(0);
});

test('a value can be added to the data, and what Handlebars provides cannot', () => {
  const { root, log } = build([problem(4, 'missing-data', '@index'), problem(5, 'missing-data', '@root.a')]);
  const buttons = root.querySelectorAll<HTMLElement>('.add-value');
  expect([...buttons].map((button) => button.getAttribute('aria-label'))).toEqual(['Add @root.a to the data']);
  buttons[0]?.click();
  expect(log).toEqual(['add 5']);
});

test('its place is looked at while the pointer or the focus is on it', () => {
  const { root, log } = build([problem(2, 'missing-data', 'a')]);
  const item = root.querySelector('.missing-value');
  for (const name of ['pointerenter', 'pointerleave', 'focusin', 'focusout']) item?.dispatchEvent(new Event(name));
  expect(log).toEqual(['look 2', 'look away', 'look 2', 'look away']);
});
