// @vitest-environment happy-dom
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { listenToSourceKeys } from '../../../src/webview/preview/sourceKeys.ts';

let told: string[] = [];
let isChosen = false;
let isBusy = false;
let hasFocus = true;

beforeAll(() => {
  listenToSourceKeys({
    hasFocus: () => hasFocus,
    isBusy: () => isBusy,
    isChosen: () => isChosen,
    onStart: () => {
      told.push('start');
      isChosen = true;
    },
    onStep: (by) => told.push(`step ${by}`),
    onGo: (target) => told.push(`go ${target.kind}`),
    onLeave: () => {
      told.push('leave');
      isChosen = false;
    },
  });
});

beforeEach(() => {
  press('Escape');
  told = [];
  isChosen = isBusy = false;
  hasFocus = true;
});

/** Whether the page still does with the key what it does with it otherwise. */
function press(key: string, modifiers: KeyboardEventInit = {}): boolean {
  return window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...modifiers }));
}

test('Enter chooses, arrows move, Enter goes there, Escape leaves', () => {
  const isLeft = ['Enter', 'ArrowDown', 'ArrowUp', 'Enter', 'Escape'].map((key) => press(key));
  expect(told).toEqual(['start', 'step 1', 'step -1', 'go place', 'leave']);
  expect(isLeft).toEqual([false, false, false, false, false]);
});

test('arrows scroll as long as nothing was chosen with Enter', () => {
  isChosen = true;
  expect(press('ArrowDown')).toBe(true);
  expect(told).toEqual([]);
});

test('what a click has selected is where Enter begins', () => {
  isChosen = true;
  press('Enter');
  press('Enter');
  expect(told).toEqual(['go place']);
});

test('Enter with a modifier goes to the call, and to the data', () => {
  press('Enter');
  press('Enter', { altKey: true });
  press('Enter', { ctrlKey: true });
  press('Enter', { metaKey: true });
  expect(told).toEqual(['start', 'go caller', 'go data', 'go data']);
});

test('Enter on a link is left to the link', () => {
  isBusy = true;
  expect(press('Enter')).toBe(true);
  expect(told).toEqual([]);
});

test('keys outside of the mail are left alone', () => {
  hasFocus = false;
  expect(press('Enter')).toBe(true);
  expect(told).toEqual([]);
});

test('Escape with nothing selected is left to VS Code', () => {
  expect(press('Escape')).toBe(true);
});
