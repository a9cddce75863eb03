// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "enableIframePageLoading": true } }
import { beforeEach, expect, test } from 'vitest';
import type { FromPreview, GridCell, SentState } from '../../../src/protocol/preview.ts';
import { PreviewPage } from '../../../src/webview/preview/previewPage.ts';
import { drawn, emptyBody, FakeHost, find, findButton } from '../support/fakeHost.ts';

let host: FakeHost<FromPreview>;
let page: PreviewPage;

beforeEach(() => {
  host = new FakeHost();
  page = new PreviewPage(host, emptyBody());
});

function show(names: readonly string[], chosen?: string): void {
  const dataSets = names.map((name) => ({ name, file: `/${name}` }));
  const state: SentState = {
    revision: 1,
    template: 'file:///order.hbs',
    templateName: 'order.hbs',
    mail: { order: [0], fresh: [{ id: 0, html: '<p>Hello</p>' }] },
    baseUrl: 'https://files.test/',
    subject: '',
    preheader: '',
    htmlBytes: 1,
    engine: 'handlebars',
    engineReason: '',
    dataSets,
    ...(chosen === undefined ? {} : { dataSet: { name: chosen, file: `/${chosen}` } }),
    isSampleData: false,
    problems: [],
    remoteImages: false,
  };
  page.handle({ type: 'show', state });
}

function open(): void {
  find('.all-data-sets').click();
}

function take(cell: Partial<GridCell> & Pick<GridCell, 'dataSet'>): void {
  page.handle({ type: 'gridCell', cell: { isStopped: false, problemCount: 0, html: '<p>Hi</p>', ...cell } });
}

function names(): readonly (string | null)[] {
  return [...document.querySelectorAll('.grid-name')].map(({ textContent }) => textContent);
}

test('each data set has a row, with a mail of each of two widths', () => {
  show(['a', 'b'], 'b');
  open();
  expect(host.posted).toEqual([{ type: 'showGrid', isShown: true }]);
  expect(names()).toEqual(['a', 'b']);
  expect([...document.querySelectorAll('thead th')].map((each) => each.textContent)).toEqual([
    'Data set',
    '600 px',
    '375 px',
  ]);
  expect(document.activeElement?.getAttribute('aria-label')).toBe('b, 600 px wide. Rendering…');
});

test('widths are those of the devices that are nearest', () => {
  page.handle({
    type: 'showDevices',
    devices: [
      { name: 'Phone', widthPx: 390 },
      { name: 'Wide', widthPx: 1200 },
      { name: 'Mail', widthPx: 640 },
    ],
  });
  show(['a']);
  open();
  expect(find('thead').textContent).toBe('Data set640 px390 px');
});

test('a mail says what is wrong with it', () => {
  show(['a', 'b', 'c']);
  open();
  take({ dataSet: 'a', problemCount: 2, severity: 'warning' });
  take({ dataSet: 'b' });
  page.handle({ type: 'gridCell', cell: { dataSet: 'c', isStopped: true, problemCount: 0 } });
  const problems = [...document.querySelectorAll('.grid-problems')].map(({ textContent }) => textContent);
  expect(problems).toEqual(['2 problems', 'No problems', 'Rendering was stopped']);
});

test('choosing a mail shows its data set', () => {
  show(['a', 'b'], 'a');
  open();
  find('tr:nth-child(2) .grid-choose').click();
  expect(host.posted.slice(1)).toEqual([
    { type: 'selectDataSet', name: 'b' },
    { type: 'showGrid', isShown: false },
  ]);
  expect(find('.data-grid').hidden).toBe(true);
});

test('Escape leads back to the mail, and arrows from mail to mail', () => {
  show(['a', 'b'], 'a');
  open();
  const press = (key: string): boolean =>
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })) ??
    false;
  press('ArrowDown');
  press('ArrowRight');
  expect(document.activeElement?.getAttribute('aria-label')).toBe('b, 375 px wide. Rendering…');
  press('Escape');
  expect(find('.data-grid').hidden).toBe(true);
  expect(host.posted.at(-1)).toEqual({ type: 'showGrid', isShown: false });
  expect(document.activeElement).toBe(find('.all-data-sets'));
});

test('a mail without data sets says so', () => {
  show([]);
  open();
  expect(find('.data-grid').textContent).toContain('This mail has no data set yet');
  find('.data-grid .empty-state .button').click();
  expect(host.posted.at(-1)).toEqual({ type: 'editData' });
  findButton('Back to the mail').click();
  expect(find('.data-grid').hidden).toBe(true);
});

test('of many data sets the rest is said', () => {
  show(Array.from({ length: 26 }, (_, index) => `set ${index}`));
  open();
  expect(names()).toHaveLength(24);
  expect(find('.grid-rest').textContent).toBe('2 more data sets are not shown: 24 are rendered together at most.');
});

test('a data set that comes later gets its row, and the others keep their mails', async () => {
  show(['a']);
  open();
  take({ dataSet: 'a', problemCount: 1, severity: 'info' });
  show(['a', '<b>']);
  await drawn();
  expect(names()).toEqual(['a', '<b>']);
  expect(find('.grid-problems').textContent).toBe('1 problem');
});
