import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readContent } from '../../../src/core/inbox/messageText.ts';
import { MessageStore } from '../../../src/core/inbox/messageStore.ts';
import { distinctWords, folded, parseQuery } from '../../../src/core/inbox/searchText.ts';
import { silentLogger } from '../../../src/core/log.ts';

let folder = '';
let store: MessageStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailproof-search-'));
  store = await MessageStore.open(folder, silentLogger);
});
afterEach(async () => {
  await rm(folder, { recursive: true, maxRetries: 5 });
});

const mails: Readonly<Record<string, string>> = {
  plain: 'From: Lan <lan@shop.test>\r\nTo: an@x.test\r\nSubject: Welcome\r\n\r\nYour order 1042 is on its way.\r\n',
  html:
    'From: =?utf-8?Q?C=C3=B4ng_ty?= <info@congty.test>\r\nSubject: =?utf-8?B?xJDGoW4gaMOgbmc=?=\r\n' +
    'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
    '<style>.hidden{}</style><p>C=E1=BA=A3m =\r\n=C6=A1n b=E1=BA=A1n&nbsp;nhi=E1=BB=81u</p><!-- secret -->\r\n',
  file:
    'Subject: Invoice\r\nContent-Type: multipart/mixed; boundary="b 1"\r\n\r\n--b 1\r\n\r\nSee the file.\r\n' +
    '--b 1\r\nContent-Type: application/pdf; name=x.pdf\r\nContent-Disposition: attachment; filename="=?utf-8?Q?h=C3=B3a_=C4=91=C6=A1n.pdf?="\r\n' +
    'Content-Transfer-Encoding: base64\r\n\r\nc2VjcmV0\r\n--b 1--\r\n',
};

async function addAll(): Promise<void> {
  for (const mail of Object.values(mails)) await store.add({ from: 'a@b.test', to: ['c@d.test'] }, [Buffer.from(mail)]);
}

/** Names of the mails that a text finds. */
async function found(text: string, from = store): Promise<readonly string[]> {
  const hits = await from.search(parseQuery(text));
  const names = Object.keys(mails);
  return from
    .list()
    .flatMap(({ id }, index) => (hits.has(id) ? [names[names.length - 1 - index] ?? ''] : []))
    .sort();
}

const cases: Readonly<Record<string, readonly string[]>> = {
  welcome: ['plain'],
  'ORDER 1042': ['plain'],
  'order invoice': [],
  '"order 1042"': ['plain'],
  '"1042 order"': [],
  'don hang': ['html'],
  'cảm ơn': ['html'],
  'cam on': ['html'],
  '"on ban nhieu"': ['html'],
  hidden: [],
  secret: [],
  'hoa don': ['file'],
  'from:lan': ['plain'],
  'from:"cong ty"': ['html'],
  'from:info@congty.test': ['html'],
  'to:an@x.test': ['plain'],
  'to:c@d.test': ['file', 'html', 'plain'],
  'subject:order': [],
  'body:order': ['plain'],
  'body:welcome': [],
  'has:attachment': ['file'],
  'is:unread invoice': ['file'],
  'is:read': [],
  'is:flagged': [],
  'is:nonsense': [],
  '': ['file', 'html', 'plain'],
  '"': ['file', 'html', 'plain'],
};

for (const [text, expected] of Object.entries(cases)) {
  test(`${JSON.stringify(text)} finds ${expected.join(', ') || 'nothing'}`, async () => {
    await addAll();
    expect(await found(text)).toEqual(expected);
  });
}

test('the words are looked up, and read again where the cache lacks them or is damaged', async () => {
  await addAll();
  await found('order');
  const words = path.join(folder, 'cache', 'words.log');
  expect(await readFile(words, 'utf8')).toMatch(/\t.*1042/);
  await writeFile(words, 'torn');
  const again = await MessageStore.open(folder, silentLogger);
  expect(await found('body:order', again)).toEqual(['plain']);
  await appendFile(words, '\nno tab\n\tno id\n');
  await rm(path.join(folder, 'cache', 'index.log'));
  const third = await MessageStore.open(folder, silentLogger);
  expect([await found('cam on', third), third.list().length]).toEqual([['html'], 3]);
});

test('a search that is aborted ends', async () => {
  await addAll();
  expect(await store.search(parseQuery('order'), AbortSignal.abort())).toEqual(new Set());
});

test('folding leaves out case, accents and the bar of đ', () => {
  expect(folded(' Đơn\u00a0HÀNG\tÉté ')).toBe('don hang ete');
});

test('what is no message is read in no time', () => {
  const hostile = [
    '<'.repeat(200_000),
    `Content-Type: text/html\n\n${'<!--'.repeat(60_000)}`,
    `Content-Type: multipart/mixed; boundary=a\n\n${'--a\nContent-Type: multipart/mixed; boundary=a\n\n'.repeat(5000)}`,
    `Content-Type: multipart/mixed; boundary=""\n\n${'--\n'.repeat(80_000)}`,
    'x: y\n'.repeat(50_000),
    '=?'.repeat(100_000),
    `Content-Type: text/plain; charset="${'a'.repeat(1000)}\n\n\u0000\uffff`,
  ];
  const started = performance.now();
  for (const text of hostile) expect(typeof readContent(Buffer.from(text)).text).toBe('string');
  expect(performance.now() - started).toBeLessThan(3000);
});

test('text of ASCII alone is folded as any other', () => {
  for (const text of ['', ' ', 'One  two\tONE', '\0a\x1Fb\x7F c\r\n', "It's A-B_c, 50%!"]) {
    // What follows is no mark and no letter, and makes the long way of the same text.
    const long = folded(`${text} \u2014`).replace(/ ?\u2014$/, '');
    expect(folded(text)).toBe(long);
    expect(distinctWords(text)).toBe([...new Set(long.split(' '))].join(' '));
  }
});
