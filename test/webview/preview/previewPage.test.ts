// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "enableIframePageLoading": true } }
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FromPreview, PreviewProblem, SentState, ShownMailState } from '../../../src/protocol/preview.ts';
import type { SentPieces } from '../../../src/protocol/shownPieces.ts';
import { PreviewPage } from '../../../src/webview/preview/previewPage.ts';
import { drawn, emptyBody, FakeHost, find, findButton } from '../support/fakeHost.ts';

let host: FakeHost<FromPreview>;
let page: PreviewPage;

beforeEach(() => {
  host = new FakeHost();
  page = new PreviewPage(host, emptyBody());
});

const good: SentState = {
  revision: 1,
  template: 'file:///order.mjml.hbs',
  templateName: 'order.mjml.hbs',
  mail: whole('<p>Hello</p>'),
  baseUrl: 'https://files.test/',
  subject: 'Your order',
  preheader: 'Arrives Thursday',
  text: 'Hello',
  htmlBytes: 18 * 1024,
  engine: 'handlebars-mjml',
  engineReason: 'Blocks wrap tags.',
  dataSets: [
    { name: 'default', file: '/a' },
    { name: 'empty', file: '/b' },
  ],
  dataSet: { name: 'empty', file: '/b' },
  isSampleData: false,
  problems: [],
  remoteImages: false,
};

/** A mail that was not made in pieces. */
function whole(html: string): SentPieces {
  return { order: [0], fresh: [{ id: 0, html }] };
}

function problem(index: number, severity: PreviewProblem['severity'], message: string): PreviewProblem {
  return { severity, code: 'c', message, start: { line: 2, character: 0 }, fileName: 'row.hbs', index };
}

function show(change: Partial<SentState> = {}): void {
  page.handle({ type: 'show', state: { ...good, ...change } });
}

/** The same state as if this render had given no mail. */
function showBroken(revision: number, problems: readonly PreviewProblem[]): void {
  const { mail: _, ...broken } = good;
  page.handle({ type: 'show', state: { ...broken, revision, problems } });
}

describe('while somebody types', () => {
  test('what is around the mail waits until the mail is drawn', async () => {
    show();
    show({ revision: 2, dataSet: { name: 'default', file: '/a' } });
    expect(document.querySelector('select')?.value).toBe('empty');
    await drawn();
    expect(document.querySelector('select')?.value).toBe('default');
  });

  test('whatever the extension says next finds it done', () => {
    show();
    show({ revision: 2, dataSet: { name: 'default', file: '/a' } });
    page.handle({ type: 'busy' });
    expect(document.querySelector('select')?.value).toBe('default');
    expect(find('.progress').hidden).toBe(false);
  });

  test('a template that breaks is told at once', () => {
    show();
    show({ revision: 2, dataSet: { name: 'default', file: '/a' } });
    showBroken(3, [problem(0, 'error', 'not closed')]);
    expect(find('.banner').textContent).toContain('not closed');
  });
});

describe('the text of the mail', () => {
  test('is asked for as long as its tab is shown', () => {
    show();
    find('#tab-text').click();
    find('#tab-text').click();
    find('#tab-rendered').click();
    expect(host.posted).toEqual([
      { type: 'showTab', tab: 'text' },
      { type: 'showTab', tab: 'rendered' },
    ]);
  });

  test('is asked for by a page that comes back with its tab', () => {
    host = new FakeHost({ tab: 'text' });
    page = new PreviewPage(host, emptyBody());
    expect(host.posted).toEqual([{ type: 'showTab', tab: 'text' }]);
  });

  test('is waited for where it is not there yet', async () => {
    const { text: _, ...withoutText } = good;
    page.handle({ type: 'show', state: withoutText });
    expect(find('.plain-text').textContent).toBe('Rendering…');
    show({ revision: 2 });
    await drawn();
    expect(find('.plain-text').textContent).toBe('Hello');
  });

  test('is blank where the template broke before it was made', () => {
    const { text: _, ...withoutText } = good;
    page.handle({ type: 'show', state: withoutText });
    showBroken(2, [problem(0, 'error', 'not closed')]);
    expect(find('.plain-text').textContent).toBe('');
  });
});

describe('what the mail is made of', () => {
  test('values that are made up are not called nothing', async () => {
    const { dataSet: _, ...none } = good;
    const label = (): string | null | undefined => document.querySelector('option')?.textContent;
    page.handle({ type: 'show', state: { ...none, dataSets: [], isSampleData: true } });
    expect(label()).toBe('Sample values');
    page.handle({ type: 'show', state: { ...none, revision: 2, dataSets: [] } });
    await drawn();
    expect(label()).toBe('No data set');
  });

  test.each([
    ['handlebars-mjml', false],
    ['handlebars', false],
    ['mjml', true],
    ['html', true],
  ] as const)('without data, creating some is offered where it is read: %s', (engine, isHidden) => {
    const { dataSet: _, ...none } = good;
    page.handle({ type: 'show', state: { ...none, dataSets: [], engine } });
    expect(find('.data-group > .icon-button').hidden).toBe(isHidden);
  });

  test('data set, engine order, size and subject are on the page', () => {
    show();
    expect(document.querySelector('select')?.value).toBe('empty');
    find('.toolbar-more').click();
    expect(find('.toolbar .menu').textContent).toContain('Handlebars → MJML');
    expect(find('.size .wide').textContent).toBe('18 of 102 KB');
    find('#tab-inbox').click();
    expect(find('.listed-subject').textContent).toBe('Your order');
  });

  test('a mail that Gmail cuts off is marked, one of exactly the limit is not', async () => {
    show({ htmlBytes: 102 * 1024 });
    expect(find('.size').classList.contains('is-clipped')).toBe(false);
    show({ htmlBytes: 102 * 1024 + 1 });
    await drawn();
    expect(find('.size').classList.contains('is-clipped')).toBe(true);
    expect(find('.size .wide').textContent).toBe('103 of 102 KB');
  });

  test('foreign text is text', () => {
    show({ subject: '<img src=x onerror=1>', text: '<b>', dataSets: [{ name: '<i>', file: '' }] });
    expect(document.querySelector('.page img, .page b, .page i')).toBeNull();
  });

  test('choosing and sending go to the extension', () => {
    show();
    const select = document.querySelector('select');
    if (select !== null) select.value = 'default';
    select?.dispatchEvent(new Event('change'));
    find('.toolbar-more').click();
    find('.menu-item').click();
    findButton('Send').click();
    expect(host.posted).toEqual([
      { type: 'selectDataSet', name: 'default' },
      { type: 'selectEngine' },
      { type: 'send' },
    ]);
  });
});

describe('a broken template', () => {
  test('keeps the last mail, dimmed, under a banner that leads to the first error', () => {
    show();
    showBroken(2, [problem(0, 'warning', 'colour?'), problem(1, 'error', '{{#if}} is not closed')]);
    expect(find('.mail-stage').hidden).toBe(false);
    expect(document.querySelector('.is-stale .mail-stage')).not.toBeNull();
    expect(find('.banner').hidden).toBe(false);
    expect(find('.banner').textContent).toContain('row.hbs:3');
    find('.banner-problem').click();
    expect(host.posted).toEqual([{ type: 'goToProblem', revision: 2, index: 1 }]);
  });

  test('is shown bright and without a banner once it is mended', () => {
    show();
    showBroken(2, [problem(0, 'error', 'e')]);
    show({ revision: 3 });
    expect(find('.banner').hidden).toBe(true);
    expect(document.querySelector('.is-stale')).toBeNull();
  });

  test('that never gave a mail shows its problems in its place', () => {
    showBroken(1, [problem(0, 'error', 'not closed')]);
    expect(find('.mail-stage').hidden).toBe(true);
    expect(find('.banner').hidden).toBe(true);
    expect(find('.empty-state:not([hidden])').textContent).toContain('not closed');
  });

  test('does not come back with an older state', () => {
    show({ revision: 5, subject: 'new' });
    show({ revision: 4, subject: 'old' });
    showBroken(3, [problem(0, 'error', 'e')]);
    find('#tab-inbox').click();
    expect(find('.listed-subject').textContent).toBe('new');
    expect(find('.banner').hidden).toBe(true);
  });
});

describe('problems of a mail that is shown', () => {
  test('are a button that opens the list', () => {
    show({ problems: [problem(0, 'warning', 'one'), problem(1, 'info', 'two')] });
    const button = find('.problems-button');
    expect(button.textContent).toContain('2 problems');
    expect(find('.problems').hidden).toBe(true);
    button.click();
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(find('.problems').hidden).toBe(false);
    [...document.querySelectorAll<HTMLElement>('.problems .problem')][1]?.click();
    expect(host.posted).toEqual([{ type: 'goToProblem', revision: 1, index: 1 }]);
  });

  test('take the list with them when they are gone', async () => {
    show({ problems: [problem(0, 'warning', 'one')] });
    find('.problems-button').click();
    show({ revision: 2 });
    await drawn();
    expect(find('.problems').hidden).toBe(true);
    expect(find('.problems-button').hidden).toBe(true);
  });
});

describe('remote images', () => {
  test('are counted and loaded on demand', async () => {
    show({ mail: whole('<img src="https://x/1.png"><img src="https://x/2.png">') });
    // Its frame is there a while after the page in this browser, and at once in a real one.
    await vi.waitFor(() => expect(find('.notice').textContent).toContain('2 remote images blocked'));
    findButton('Load').click();
    expect(host.posted).toContainEqual({ type: 'showRemoteImages', allowed: true });
  });

  test('that are shown can be blocked again', () => {
    show({ mail: whole('<img src="https://x/1.png">'), remoteImages: true });
    findButton('Block').click();
    expect(host.posted).toEqual([{ type: 'showRemoteImages', allowed: false }]);
  });

  test('of a mail that has none are not mentioned', () => {
    show();
    expect(find('.notice').hidden).toBe(true);
  });
});

describe('a page that is made again', () => {
  test('has the width and the tab of before', () => {
    host = new FakeHost({ tab: 'text', width: { kind: 'custom', widthPx: 375 } });
    page = new PreviewPage(host, emptyBody());
    show();
    page.handle({ type: 'showDevices', devices: [{ name: 'Mobile', widthPx: 375 }] });
    expect(document.querySelector<HTMLInputElement>('input[aria-label=Mobile]')?.checked).toBe(true);
    expect(find('#panel-text').hidden).toBe(false);
    expect(find('.mail-sheet').style.width).toBe('375px');
  });

  test('for another template begins at its top', () => {
    host = new FakeHost({ scrollTop: 500, template: 'file:///other.mjml' });
    page = new PreviewPage(host, emptyBody());
    page.handle({ type: 'identity', template: good.template, isLocked: false });
    show();
    expect(host.readState()).toMatchObject({ scrollTop: 0 });
  });

  test('stays where it was when its template was renamed', () => {
    host = new FakeHost({ scrollTop: 500, template: good.template });
    page = new PreviewPage(host, emptyBody());
    show();
    page.handle({ type: 'identity', template: 'file:///receipt.mjml.hbs', isLocked: true });
    expect(host.readState()).toMatchObject({ scrollTop: 500, template: 'file:///receipt.mjml.hbs', isLocked: true });
  });

  test('knows its template and its lock before there is a mail, so that the extension can bring it back', () => {
    page.handle({ type: 'identity', template: good.template, isLocked: true });
    expect(host.readState()).toMatchObject({ template: good.template, isLocked: true });
  });
});

describe('without a template', () => {
  test('the page says so in the place of the mail, until it is back', () => {
    show();
    page.handle({ type: 'gone', templateName: 'order.mjml.hbs' });
    expect(find('.no-mail').hidden).toBe(false);
    expect(find('.no-mail').textContent).toContain('order.mjml.hbs is not there any more');
    expect(find('.mail-stage').hidden).toBe(true);
    show({ revision: 3 });
    expect(find('.no-mail').hidden).toBe(true);
    expect(find('.mail-stage').hidden).toBe(false);
  });

  test('the problems of before are gone, too', () => {
    show();
    showBroken(2, [problem(0, 'error', 'Not closed')]);
    page.handle({ type: 'gone', templateName: 'order.mjml.hbs' });
    expect(find('.banner').hidden).toBe(true);
    expect(find('.problems-button').hidden).toBe(true);
  });
});

describe('a render that was stopped', () => {
  const stopped = { cause: 'deadline', message: 'It took too long.' } as const;

  test('can be tried again over the last good mail', () => {
    show();
    const { mail: _, ...state } = good;
    const problems = [problem(0, 'error', 'It took too long.')];
    page.handle({ type: 'show', state: { ...state, revision: 2, problems, stopped } });
    expect(find('.mail-stage').hidden).toBe(false);
    findButton('Try again').click();
    expect(host.posted).toContainEqual({ type: 'retry' });
  });
});

test('progress shows until the next state', () => {
  page.handle({ type: 'busy' });
  expect(find('.progress').hidden).toBe(false);
  show();
  expect(find('.progress').hidden).toBe(true);
});

const line = { preheader: 'Arrives Thursday', fillerLength: 0, follows: 'View online' };

const counted: ShownMailState = {
  styles: [9000],
  localImageCount: 2,
  localImageBytes: 4096,
  missingImageCount: 0,
  remoteImageCount: 3,
  dataImageCount: 0,
  dataImageBytes: 0,
  inboxLine: line,
};

describe('the tab with lists of messages', () => {
  test('has what clients take from the mail, once it is counted', () => {
    show({ from: 'Acme <shop@example.com>' });
    find('#tab-inbox').click();
    page.handle({ type: 'mailState', state: counted });
    expect(find('.listed-from').textContent).toBe('Acme');
    expect(find('.listed-preview').textContent).toBe('Arrives Thursday View online');
    expect(find('.listed-body').textContent).toBe(' View online');
    expect(find('.inbox-findings').textContent).toContain('View online');
  });

  test('is made only when it is looked at', () => {
    show();
    expect(document.querySelector('.listed')).toBeNull();
  });
});

describe('the limits of clients', () => {
  test('are explained behind the size', () => {
    show();
    page.handle({ type: 'mailState', state: counted });
    find('.size').click();
    const figures = [...document.querySelectorAll('.limit-figure')].map((figure) => figure.textContent);
    expect(figures).toEqual(['18 of 102 KB', '9,000 of 16,384 characters', '2 local (4 KB), 3 on the network']);
    expect(document.querySelectorAll('.limit-near')).toHaveLength(1);
  });

  test('give the focus back when they are closed', () => {
    show();
    find('.size').click();
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(document.querySelector('.state-panel')).toBeNull();
    expect(document.activeElement?.classList.contains('size')).toBe(true);
  });
});

describe('a preview with nothing to show', () => {
  test('of an empty template says what to write', () => {
    show({ mail: whole('\n') });
    expect(find('.empty-state:not([hidden])').textContent).toContain('<mj-body>');
    show({ revision: 2 });
    expect(find('.mail-stage').hidden).toBe(false);
    showBroken(3, [{ ...problem(0, 'error', 'There is nothing to show'), code: 'empty-template' }]);
    expect(find('.empty-state:not([hidden])').textContent).toContain('<mj-body>');
  });

  test('after a render that was stopped can be tried again', () => {
    const { mail: _, ...broken } = good;
    page.handle({ type: 'show', state: { ...broken, stopped: { cause: 'deadline', message: 'It took too long.' } } });
    expect(find('.empty-state:not([hidden])').textContent).toContain('It took too long.');
    findButton('Render Again').click();
    expect(host.posted).toEqual([{ type: 'retry' }]);
  });

  test('of a template that was deleted does not show its last mail', () => {
    show();
    page.handle({ type: 'gone', templateName: 'order.mjml.hbs' });
    expect(find('.mail-stage').hidden).toBe(true);
    expect(find('.empty-state:not([hidden])').textContent).toContain('order.mjml.hbs');
  });
});

test('html and message are opened in editors', () => {
  show();
  find('#tab-html').click();
  findButton('Open HTML').click();
  find('#tab-message').click();
  findButton('Open Message').click();
  expect(host.posted.filter(({ type }) => type.startsWith('open'))).toEqual([
    { type: 'openHtml' },
    { type: 'openMessage' },
  ]);
});
