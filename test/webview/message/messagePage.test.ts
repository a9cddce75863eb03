// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import type { MessageView } from '../../../src/core/inbox/messageView.ts';
import type { FromMessage } from '../../../src/protocol/message.ts';
import { attachmentIcon } from '../../../src/webview/message/attachments.ts';
import { MessagePage } from '../../../src/webview/message/messagePage.ts';
import { emptyBody, FakeHost, find, findButton } from '../support/fakeHost.ts';

let host: FakeHost<FromMessage>;
let page: MessagePage;

beforeEach(() => {
  host = new FakeHost();
  page = new MessagePage(host, emptyBody());
});

const message: MessageView = {
  subject: 'Hello',
  from: [{ name: 'Ink', address: 'hello@ink.test' }],
  to: [{ name: '', address: 'lan@example.test' }],
  cc: [],
  replyTo: [],
  date: '2026-11-23T09:12:00.000Z',
  headers: [{ name: 'Subject', value: 'Hello' }],
  html: '<p>Hi</p>',
  text: 'Hi',
  attachments: [],
  notes: [],
  sizeBytes: 2048,
  source: 'Subject: Hello\r\n\r\nHi',
  sourceIsCut: false,
};

function show(change: Partial<MessageView> = {}): void {
  page.handle({ type: 'show', view: { ...message, ...change }, fileName: 'a.eml', remoteImages: false });
}

/** The tabs that are offered, with the chosen one in brackets. */
function tabs(): string {
  return [...document.querySelectorAll<HTMLElement>('[role=tab]')]
    .filter((tab) => !tab.hidden)
    .map((tab) => (tab.getAttribute('aria-selected') === 'true' ? `[${tab.textContent}]` : tab.textContent))
    .join(' ');
}

function without(...parts: readonly ('html' | 'text' | 'date')[]): void {
  const view = Object.fromEntries(Object.entries(message).filter(([name]) => !parts.some((part) => part === name)));
  page.handle({ type: 'show', view: view as unknown as MessageView, fileName: 'a.eml', remoteImages: false });
}

describe('parts', () => {
  test('the html comes first', () => {
    show();
    expect(tabs()).toBe('[HTML] Text Headers Source');
  });

  test('what a message does not have is not offered', () => {
    without('html');
    expect(tabs()).toBe('[Text] Headers Source');
    without('html', 'text');
    expect(tabs()).toBe('[Headers] Source');
  });

  test('the chosen part stays chosen when the message is shown again', () => {
    show();
    findButton('Source').click();
    show();
    expect(tabs()).toBe('HTML Text Headers [Source]');
    expect(find('.source').textContent).toBe(message.source);
  });

  test('arrows move between parts and leave out what is missing', () => {
    without('text');
    const press = (key: string): boolean =>
      find('[role=tablist]').dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true }));
    press('ArrowRight');
    expect(tabs()).toBe('HTML [Headers] Source');
    press('End');
    expect(tabs()).toBe('HTML Headers [Source]');
    press('ArrowRight');
    expect(tabs()).toBe('[HTML] Headers Source');
    press('ArrowLeft');
    expect(tabs()).toBe('HTML Headers [Source]');
  });
});

describe('the header', () => {
  test('an answer that goes elsewhere is shown, one to the sender is not', () => {
    show({ replyTo: [{ name: '', address: 'hello@ink.test' }] });
    expect(find('.fields').textContent).not.toContain('Reply to');
    show({ replyTo: [{ name: '', address: 'other@ink.test' }] });
    expect(find('.fields').textContent).toContain('other@ink.test');
  });

  test('many recipients are a number until they are asked for', () => {
    show({ to: Array.from({ length: 9 }, (_, index) => ({ name: '', address: `a${index}@b.test` })) });
    expect(find('.fields').textContent).not.toContain('a8@b.test');
    findButton('5 more').click();
    expect(find('.fields').textContent).toContain('a8@b.test');
  });

  test('a message that names nobody says so', () => {
    show({ subject: '', from: [], to: [], date: 'nonsense' });
    expect(find('.card').textContent).toContain('(no subject)');
    expect(find('.card').textContent).toContain('(no sender)');
    expect(find('.card').textContent).toContain('no readable date');
  });

  test('foreign text is text, and text that would read in another order is marked', () => {
    show({
      subject: '<img src=x>',
      from: [{ name: '<b>a</b>', address: 'x\u202e@y' }],
      attachments: [{ name: 'a\u202efdp.exe', type: 'text/html', sizeBytes: 1, isInline: false }],
      notes: ['<script>1</script>'],
      headers: [{ name: '<i>', value: '<u>' }],
    });
    expect(document.querySelector('.page img, .page b, .page script, .page i, .page u')).toBeNull();
    expect(document.body.textContent).not.toContain('\u202e');
  });
});

test.each([
  ['a.pdf', 'application/octet-stream', 'file-pdf'],
  ['invoice.pdf.exe', 'application/pdf', 'warning'],
  ['photo', 'image/png', 'file-media'],
  ['.', '', 'file'],
])('the picture of %s (%s) is %s', (name, type, wanted) => {
  expect(attachmentIcon({ name, type })).toBe(wanted);
});

test('a message that cannot be shown says why and offers its source', () => {
  page.handle({ type: 'failed', reason: 'It is <b>too large</b>.' });
  expect(find('[role=alert]').textContent).toContain('It is <b>too large</b>.');
  findButton('Open source as text').click();
  expect(host.posted).toEqual([{ type: 'openSource' }]);
});

test('a message that can be shown after all takes the place of the failure', () => {
  page.handle({ type: 'failed', reason: 'x' });
  show();
  expect(document.querySelector('[role=alert]')).toBeNull();
  expect(find('.subject').textContent).toBe('Hello');
});
