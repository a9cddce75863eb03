// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "enableIframePageLoading": true } }
import { beforeEach, describe, expect, test } from 'vitest';
import type { MessageView } from '../../../src/core/inbox/messageView.ts';
import type { FromMessage, ShownMessage } from '../../../src/protocol/message.ts';
import { attachmentIcon } from '../../../src/webview/message/attachments.ts';
import { SourceColors } from '../../../src/webview/message/sourceColors.ts';
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
  sender: [],
  cc: [],
  bcc: [],
  replyTo: [],
  date: '2026-11-23T09:12:00.000Z',
  headers: [{ name: 'Subject', value: 'Hello' }],
  html: '<p>Hi</p>',
  text: 'Hi',
  parts: { index: 0, type: 'text/plain', sizeBytes: 2, isDangerous: false, children: [] },
  attachments: [],
  findings: [],
  facts: [],
  authentication: { ignored: [] },
  path: [],
  sizeBytes: 2048,
};

function show(change: Partial<MessageView> = {}, envelope?: ShownMessage['envelope']): void {
  const shown = { view: { ...message, ...change }, ...(envelope === undefined ? {} : { envelope }) };
  page.handle({ type: 'show', message: shown, remoteImages: false });
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
  page.handle({ type: 'show', message: { view: view as unknown as MessageView }, remoteImages: false });
}

describe('parts', () => {
  test('the html comes first', () => {
    show();
    expect(tabs()).toBe('[HTML] Text Headers Parts Source');
  });

  test('what a message does not have is not offered', () => {
    without('html');
    expect(tabs()).toBe('[Text] Headers Parts Source');
    without('html', 'text');
    expect(tabs()).toBe('[Headers] Parts Source');
  });

  test('the chosen part stays chosen when the message is shown again', () => {
    show();
    findButton('Source').click();
    show();
    expect(tabs()).toBe('HTML Text Headers Parts [Source]');
  });

  test('arrows move between parts and leave out what is missing', () => {
    without('text');
    const press = (key: string): boolean =>
      find('[role=tablist]').dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true }));
    press('ArrowRight');
    expect(tabs()).toBe('HTML [Headers] Parts Source');
    press('End');
    expect(tabs()).toBe('HTML Headers Parts [Source]');
    press('ArrowRight');
    expect(tabs()).toBe('[HTML] Headers Parts Source');
    press('ArrowLeft');
    expect(tabs()).toBe('HTML Headers Parts [Source]');
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
      attachments: [exe('a\u202efdp.exe')],
      findings: [{ code: 'dateUnreadable', values: ['<script>1</script>'] }],
      facts: [{ code: 'answerElsewhere', values: ['<script>1</script>'] }],
      authentication: { trusted: { server: '<b>', results: [hostileResult] }, ignored: [] },
      path: [{ by: '<b>x</b>', from: '<i>', fromNote: '\u202e' }],
      parts: { ...message.parts, name: '<u>\u202e</u>', type: '<b>', isDangerous: true },
      headers: [{ name: '<i>', value: '<u>' }],
    });
    expect(document.querySelector('.page img, .page b, .page script, .page i, .page u')).toBeNull();
    expect(document.body.textContent).not.toContain('\u202e');
  });
});

function exe(name: string): MessageView['attachments'][number] {
  return { index: 1, name, type: 'application/pdf', sizeBytes: 1, isInline: false, isDangerous: true };
}

const hostileResult = { method: '<b>', result: '<script>', comment: '<i>', properties: {} };

describe('what is to be known before it is believed', () => {
  test('recipients that the headers do not name', () => {
    show({}, { from: 'app@ink.test', to: ['lan@example.test', 'boss@ink.test'] });
    expect(find('.fields').textContent).toContain('Delivered toboss@ink.test');
  });

  test('what the receiving server checked, with the way to what it means', () => {
    show({
      path: [{ by: 'mx.example.com' }],
      authentication: {
        trusted: {
          server: 'mx.example.com',
          results: [
            { method: 'spf', result: 'pass', properties: { 'smtp.mailfrom': 'ink.test' } },
            { method: 'dmarc', result: 'fail', properties: { 'header.from': 'ink.test' } },
          ],
        },
        ignored: [{ results: { server: 'evil.test', results: [] }, why: 'other-server' }],
      },
    });
    expect(find('.badges').textContent).toBe('SPFDMARCby mx.example.com');
    findButton('SPF').click();
    expect(tabs()).toContain('[Headers]');
    expect(find('.results').textContent).toContain('may send mail for ink.test');
    expect(find('.results').textContent).toContain('neither SPF nor DKIM passed');
    expect(find('.ignored').textContent).toContain('evil.test');
  });

  test('that nothing was checked, but only of a message that came over the network', () => {
    show({ path: [{ by: 'mx.example.com' }] });
    expect(find('.fields').textContent).toContain('Nothing in the message');
    show({ path: [] });
    expect(find('.fields').textContent).not.toContain('Nothing in the message');
  });

  test('more than three facts and notes wait until they are asked for', () => {
    show({
      facts: ['a', 'b', 'c', 'd', 'e'].map((value) => ({ code: 'calendar', values: [value] })),
      findings: ['a', 'b', 'c', 'd'].map((value) => ({ code: 'headerBytes', values: [value] })),
    });
    expect(document.querySelectorAll('.facts li')).toHaveLength(4);
    findButton('2 more').click();
    expect(document.querySelectorAll('.facts li')).toHaveLength(5);
    expect(find('.note-list').textContent).toContain('1 more');
  });
});

describe('the way a message took', () => {
  test('is read out with delays and encryption', () => {
    show({
      path: [
        { by: 'a.test', date: '2026-01-02T10:00:00.000Z', isEncrypted: false },
        { by: 'b.test', date: '2026-01-02T10:05:00.000Z', delaySeconds: 300, isEncrypted: true, tlsVersion: 'TLS 1.3' },
        { by: 'c.test', date: '2026-01-02T10:04:58.000Z', delaySeconds: -2 },
      ],
    });
    const hops = [...document.querySelectorAll('.hops li')].map((hop) => hop.textContent ?? '');
    expect(hops[0]).toContain('first server');
    expect(hops[0]).toContain('not encrypted');
    expect(hops[1]).toContain('after 5 min');
    expect(hops[1]).toContain('TLS 1.3');
    expect(hops[2]).toContain('clocks disagree by 2 s');
  });

  test('headers can be read as they are written', () => {
    show({ headers: [{ name: 'Subject', value: 'Đơn', raw: '=?utf-8?B?xJDGoW4=?=' }] });
    expect(find('.header-table').textContent).toContain('Đơn');
    findButton('As written').click();
    expect(find('.header-table').textContent).toContain('=?utf-8?B?xJDGoW4=?=');
    findButton('As written').click();
    expect(find('.header-table').textContent).toContain('Đơn');
  });
});

describe('parts and attachments', () => {
  test('thousands of attachments do not push the message off the page, and all of them can be had', () => {
    show({ attachments: Array.from({ length: 5000 }, (_, index) => exe(`${index}.exe`)) });
    expect(document.querySelectorAll('.attachment')).toHaveLength(12);
    findButton('4988 more').click();
    expect(document.querySelectorAll('.attachment')).toHaveLength(5000);
    expect(document.querySelector('.attachments li:last-child')?.textContent).toBe('Save All…');
  });

  const png = { index: 2, type: 'image/png', name: 'p.png', sizeBytes: 3, isDangerous: false, children: [] };

  test('each part can be opened and saved; what only holds parts cannot', () => {
    show({ parts: { index: 0, type: 'multipart/mixed', sizeBytes: 9, isDangerous: false, children: [png] } });
    const labels = [...document.querySelectorAll('.part button')].map((button) => button.getAttribute('aria-label'));
    expect(labels).toEqual(['Open p.png', 'Save p.png']);
    for (const button of document.querySelectorAll<HTMLElement>('.part button')) button.click();
    expect(host.posted.slice(-2)).toEqual([
      { type: 'openPart', index: 2 },
      { type: 'savePart', index: 2 },
    ]);
  });

  test('an attachment offers both, several can be saved at once', () => {
    show({ attachments: [exe('a.exe'), exe('b.exe')] });
    find('.attachment').click();
    findButton('Save…').click();
    findButton('Save All…').click();
    expect(host.posted.slice(-2)).toEqual([{ type: 'savePart', index: 1 }, { type: 'saveAll' }]);
  });
});

test.each([
  ['a.pdf', 'application/octet-stream', 'file-pdf'],
  ['photo', 'image/png', 'file-media'],
  ['.', '', 'file'],
])('the picture of %s (%s) is %s', (name, type, wanted) => {
  expect(attachmentIcon({ name, type })).toBe(wanted);
});

test('a message that cannot be read says why, and its source is still there', () => {
  page.handle({ type: 'failed', reason: 'It is <b>too large</b>.' });
  expect(find('[role=alert]').textContent).toContain('It is <b>too large</b>.');
  expect(tabs()).toBe('[Source]');
  findButton('Open source as text').click();
  expect(host.posted.at(-1)).toEqual({ type: 'openSource' });
  page.handle({ type: 'source', block: { start: 0, end: 9, text: 'Subject: x', isLast: true } });
  expect(find('.source').textContent).toBe('Subject: x');
});

test('a message that can be shown after all takes the place of the failure', () => {
  page.handle({ type: 'failed', reason: 'x' });
  show();
  expect(document.querySelector('[role=alert]')).toBeNull();
  expect(find('.subject').textContent).toBe('Hello');
});

describe('the colours of a source', () => {
  const colored = (...blocks: readonly string[]): string => {
    const colors = new SourceColors();
    return blocks
      .flatMap((block) => colors.color(block))
      .filter(({ kind }) => kind !== 'body')
      .map(({ kind, text }) => `${kind}:${text.trim()}`)
      .join('|');
  };

  test('names, values, encoded words, boundaries and what is encoded', () => {
    expect(
      colored(
        'Subject: a =?utf-8?Q?b?=\nContent-Type: multipart/mixed;\n boundary="X y"\n\nSubject: no header\n--X y\nContent-Transfer-Encoding: base64\n\nAAAA\n--X y--\nName: none\n',
      ),
    ).toBe(
      'name:Subject:|value:a|word:=?utf-8?Q?b?=|value:|name:Content-Type:|value:multipart/mixed;\n boundary="X y"|boundary:--X y|name:Content-Transfer-Encoding:|value:base64|encoded:AAAA|boundary:--X y--',
    );
  });

  test('a block goes on where the one before it ended', () => {
    expect(colored('Subject: a\n', '\n', 'To: nobody\n')).toBe('name:Subject:|value:a');
  });

  test('a message in the message has headers again', () => {
    expect(colored('Content-Type: message/rfc822\n\nSubject: x\n\ny: z\n')).toBe(
      'name:Content-Type:|value:message/rfc822|name:Subject:|value:x',
    );
  });
});
