// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import type { MenuEntry } from '../../../src/webview/page/menu.ts';
import { MenuButton } from '../../../src/webview/page/menuButton.ts';
import { emptyBody, find } from '../support/fakeHost.ts';

let ran: string[];

beforeEach(() => (ran = []));

/** Opens a menu of these entries and presses keys: the entry with the focus at the end, or `button`, or `elsewhere`. */
function check(name: string, entries: readonly MenuEntry[], keys: readonly string[], expected: string): void {
  test(name, () => {
    openMenuOf(entries);
    press(keys);
    expect(focused()).toBe(expected);
  });
}

const action = (label: string): MenuEntry => ({ label, run: () => ran.push(label) });

const choice = (label: string, isChosen: boolean): MenuEntry => ({ label, isChosen, run: () => ran.push(label) });

const three = [action('One'), action('Two'), action('Three')];

describe('the keyboard in a menu', () => {
  check('begins at the first entry', three, [], 'One');
  check('begins at what is chosen', [choice('One', false), choice('Two', true)], [], 'Two');
  check('goes down', three, ['ArrowDown'], 'Two');
  check('goes up over the beginning', three, ['ArrowUp'], 'Three');
  check('goes down over the end', three, ['End', 'ArrowDown'], 'One');
  check('goes to the end and back', three, ['End', 'Home'], 'One');
  check('finds first letters, one after the other', three, ['t', 't'], 'Three');
  check('stays where no entry begins so', three, ['x'], 'One');
  check('goes through groups', [{ heading: 'Width', entries: [action('Fit')] }, action('Send')], ['ArrowDown'], 'Send');
  check('gives the focus back', three, ['Escape'], 'button');
});

describe('a menu', () => {
  test('says what it is, what is chosen and what is on', () => {
    openMenuOf([choice('One', true), { label: 'Two', isOn: false, run: () => undefined }, action('Three')]);
    const items = [...document.querySelectorAll('.menu-item')];
    expect(items.map((item) => [item.getAttribute('role'), item.getAttribute('aria-checked')])).toEqual([
      ['menuitemradio', 'true'],
      ['menuitemcheckbox', 'false'],
      ['menuitem', null],
    ]);
    expect(find('.menu-button').getAttribute('aria-expanded')).toBe('true');
  });

  test('closes before what was chosen runs', () => {
    openMenuOf(three);
    find('.menu-item').click();
    expect(ran).toEqual(['One']);
    expect(focused()).toBe('button');
    expect(find('.menu-button').getAttribute('aria-expanded')).toBe('false');
  });

  test('closes when its button is pressed again, and when the pointer goes down elsewhere', () => {
    openMenuOf(three);
    find('.menu-button').click();
    expect(document.querySelector('.menu')).toBeNull();
    find('.menu-button').click();
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(document.querySelector('.menu')).toBeNull();
  });

  test('closes when the focus goes into the mail', () => {
    openMenuOf(three);
    window.dispatchEvent(new Event('blur'));
    expect(document.querySelector('.menu')).toBeNull();
  });
});

function openMenuOf(entries: readonly MenuEntry[]): void {
  emptyBody().append(new MenuButton({ name: 'Menu', entries: () => entries }).element);
  find('.menu-button').click();
}

function press(keys: readonly string[]): void {
  for (const key of keys) document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}

function focused(): string {
  const { activeElement } = document;
  if (activeElement?.classList.contains('menu-button') === true) return 'button';
  return activeElement?.querySelector('.menu-label')?.textContent ?? 'elsewhere';
}
