// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { SourceChip } from '../../../src/webview/preview/sourceChip.ts';

const steps = [
  { fileName: 'order.mjml.hbs', line: 36 },
  { fileName: 'line-row.hbs', line: 3 },
];

function chip(told: unknown[] = []): SourceChip {
  return new SourceChip({
    onStep: (stepsUp) => told.push(stepsUp),
    onOpenLink: (href) => told.push(`open ${href}`),
    onCopyLink: (href) => told.push(`copy ${href}`),
  });
}

const buttons = ({ element }: SourceChip): readonly string[] =>
  [...element.querySelectorAll('button')].map((button) => button.textContent ?? '');

describe('the label of what is selected', () => {
  test('is hidden as long as there is nothing to say', () => {
    const shown = chip();
    shown.show(undefined, undefined);
    expect(shown.element.hidden).toBe(true);
  });

  test('has a button for each step, and marks the one that the editor shows', () => {
    const shown = chip();
    shown.show({ mark: '1.0', steps, shown: 0 }, undefined);
    expect(buttons(shown)).toEqual(['order.mjml.hbs:36', 'line-row.hbs:3']);
    expect(shown.element.querySelector('[aria-current]')?.textContent).toBe('order.mjml.hbs:36');
  });

  test('counts steps from the innermost', () => {
    const told: unknown[] = [];
    const shown = chip(told);
    shown.show({ mark: '1.0', steps }, undefined);
    for (const button of shown.element.querySelectorAll('button')) button.click();
    expect(told).toEqual([1, 0]);
  });

  test('says why the editor does not show what was asked for', () => {
    const shown = chip();
    shown.show({ mark: '1.0', steps, note: 'made up' }, undefined);
    expect(shown.element.textContent).toContain('made up');
  });
});

describe('a link', () => {
  const check = (
    name: string,
    href: string,
    expected: { readonly text: string; readonly buttons: readonly string[] },
  ) =>
    test(name, () => {
      const shown = chip();
      shown.show(undefined, href);
      expect(shown.element.textContent).toContain(expected.text);
      expect(buttons(shown)).toEqual(expected.buttons);
    });

  check('of the web can be opened', 'https://example.com/', {
    text: 'https://example.com/',
    buttons: ['Open link', 'Copy address'],
  });
  check('is shown as it will be used', 'https://раураl.com', {
    text: 'https://xn--l-7sba6dbr.com/',
    buttons: ['Open link', 'Copy address'],
  });
  check('of another kind is shown, and not opened', 'command:workbench.action.quit', {
    text: 'Not opened: only web and mail addresses are, and not command:',
    buttons: ['Copy address'],
  });
  check('that is not complete is shown, and not opened', 'order/{{id}}', {
    text: 'Not opened: this is not a complete address.',
    buttons: ['Copy address'],
  });
  check('is shown as text, whatever it says', '"><img src=x>', { text: '"><img src=x>', buttons: ['Copy address'] });
});
