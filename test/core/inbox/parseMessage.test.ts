import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import type { MessageView, PartView } from '../../../src/core/inbox/messageView.ts';
import { parseMessage, type ParseOptions } from '../../../src/core/inbox/parseMessage.ts';
import { withCorpora } from '../../support/corpora.ts';
import { bombs } from '../../support/mimeBombs.ts';

const parse = (text: string, options: ParseOptions = {}): MessageView =>
  parseMessage(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'), options);

const found = ({ findings }: MessageView): readonly string[] =>
  findings.map(({ code, values }) => [code, ...values].join(' '));

const facts = (view: MessageView): readonly string[] =>
  view.facts.map(({ code, values }) => [code, ...values].join(' '));

/** As it is said aloud: `mixed(alternative(plain html) png)`. */
const shape = ({ type, children }: PartView): string => {
  const name = type.split('/').at(-1) ?? '';
  return children.length === 0 ? name : `${name}(${children.map(shape).join(' ')})`;
};

describe('a message of html, text and an image', () => {
  const view = parse(`From: =?utf-8?Q?L=C3=A0n?= <lan@example.com>
To: A <a@b.test>, Team: c@d.test, e@f.test;
Subject: =?utf-8?B?xJDGoW4=?=
Date: Fri, 2 Jan 2026 10:04:05 +0700
Content-Type: multipart/related; boundary=x

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain

plain
--y
Content-Type: text/html

<img src="cid:pic%40x"><td background='cid:pic@x'><p style="background:url(cid:pic@x)">text cid:pic@x</p><img src="cid:none">
--y--
--x
Content-Type: image/png; name="p.png"
Content-ID: <pic@x>
Content-Disposition: inline
Content-Transfer-Encoding: base64

AAAA
--x--
`);

  test('is read whole', () => {
    expect(view).toMatchObject({
      subject: 'Đơn',
      from: [{ name: 'Làn', address: 'lan@example.com' }],
      to: [{ address: 'a@b.test' }, { address: 'c@d.test' }, { address: 'e@f.test' }],
      date: '2026-01-02T03:04:05.000Z',
      text: 'plain',
      attachments: [{ index: 4, name: 'p.png', type: 'image/png', sizeBytes: 3, isInline: true }],
    });
    expect(shape(view.parts)).toBe('related(alternative(plain html) png)');
  });

  test('has its picture in the html, and tells of the one that is not there', () => {
    const image = 'data:image/png;base64,AAAA';
    expect(view.html).toBe(
      `<img src="${image}"><td background='${image}'><p style="background:url(${image})">text cid:pic@x</p><img src="cid:none">`,
    );
    expect(found(view)).toEqual(['cidMissing none']);
  });
});

test('inline parts that are no pictures stay out of the page', () => {
  const view = parse(`From: a@b.test
Content-Type: multipart/related; boundary=x

--x
Content-Type: text/html

<img src="cid:s">
--x
Content-Type: image/svg+xml
Content-ID: <s>

<svg onload="alert(1)"/>
--x--
`);
  expect(view.html).toContain('src="cid:s"');
  expect(found(view)).toEqual(['cidNotShown s']);
});

describe('what is broken is told', () => {
  const check = (name: string, message: string, wanted: readonly string[]): void =>
    test(name, () => expect(found(parse(message))).toEqual(wanted));

  const start = 'From: a@b.test\n';
  check('a date', `${start}Date: yesterday\n\nx`, ['dateUnreadable yesterday']);
  check('no sender', 'Subject: x\n\nx', ['noSender']);
  check('no headers', '\nx', ['noHeaders', 'noSender']);
  check('a line that is no header', `${start}oops\nSubject: x\n\nx`, ['headerWithoutColon oops']);
  check('no empty line', `${start}Dear all,\nhow are you`, ['headersNotEnded']);
  check('a header twice', `${start}Subject: x\nSubject: y\n\n`, ['headerTwice Subject 2']);
  check('bytes in a header', `${start}Subject: caf\u00e9\n\n`, ['headerBytes Subject']);
  check('an encoded word', `${start}Subject: =?x-nothing?Q?a?=\n\n`, ['headerWords Subject']);
  check('a boundary that is not named', `${start}Content-Type: multipart/mixed\n\nx`, [
    'boundaryMissing multipart/mixed',
  ]);
  check('a boundary that is nowhere', `${start}Content-Type: multipart/mixed; boundary=b\n\nx`, [
    'boundaryNotFound multipart/mixed',
  ]);
  check('a multipart of nothing', `${start}Content-Type: multipart/mixed; boundary=b\n\n`, [
    'emptyMultipart multipart/mixed',
  ]);
  check('a message that was cut off', `${start}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx`, [
    'boundaryOpen --b--',
  ]);
  check('base64 with foreign characters', `${start}Content-Transfer-Encoding: base64\n\naGFs*bG8=`, [
    'badEncoding text/plain base64',
  ]);
  check('base64 without its end', `${start}Content-Transfer-Encoding: base64\n\naGFsb`, [
    'badEncoding text/plain base64',
  ]);
  check('quoted-printable', `${start}Content-Transfer-Encoding: quoted-printable\n\na=zz`, [
    'badEncoding text/plain quoted-printable',
  ]);
  check('an encoding of somebody', `${start}Content-Transfer-Encoding: x-own\n\na`, ['unknownEncoding x-own']);
  check('a character set of somebody', `${start}Content-Type: text/plain; charset=x-own\n\na`, [
    'unknownCharset x-own ASCII',
  ]);
  check('UTF-7', `${start}Content-Type: text/plain; charset=utf-7\n\n+ADw-script+AD4-`, ['refusedCharset utf-7']);
  check('bytes that are no UTF-8', `${start}Content-Type: text/plain; charset=utf-8\n\n\u00ff`, ['wrongCharset utf-8']);
  check('bytes without a character set', `${start}\n\u00e9`, ['undeclaredCharset windows-1252']);
  check('NUL', `${start}\na\0b`, ['nulBytes']);
  check('a line that is too long', `${start}\n${'x'.repeat(1200)}`, ['longLine 1200']);
  check('a line of a mailbox file', `From x Mon May  2 16:07:05 2005\n${start}\nx`, [
    'mboxLine From x Mon May  2 16:07:05 2005',
  ]);
  check('a type', `${start}Content-Type: hello world\n\nx`, ['badContentType hello world']);
  check('nothing where nothing is', `${start}Subject: x\n\nx`, []);

  test('with its place', () => {
    expect(parse(`${start}oops\nSubject: x\n\nx`).findings[0]?.offset).toBe(start.length + 1);
  });

  test('once, however often', () => {
    expect(found(parse(`${start}${'oops\nX: x\n'.repeat(1000)}\nx`))).toEqual([
      'headerWithoutColon oops',
      'tooManyHeaders 1000',
    ]);
  });
});

describe('what is broken is shown all the same', () => {
  test('a header behind a line that is none', () => {
    expect(parse('From: a@b.test\noops\nSubject: x\n\nx').subject).toBe('x');
  });

  test('text without an empty line before it', () => {
    expect(parse('From: a@b.test\nDear all,\nhow are you').text).toBe('Dear all,\nhow are you');
  });

  test('the part that is cut off', () => {
    expect(parse('From: a@b.test\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhalf').text).toBe('half');
  });

  test('the text of a multipart without parts', () => {
    expect(parse('From: a@b.test\nContent-Type: multipart/mixed\n\nx').text).toBe('x');
  });

  test('a body of which only a piece of base64 can be read', () => {
    expect(parse('From: a@b.test\nContent-Transfer-Encoding: base64\n\naGFs*bG8').text).toBe('hallo');
  });

  test('pieces of base64 behind each other', () => {
    expect(parse('From: a@b.test\nContent-Transfer-Encoding: base64\n\naGE=\nbGxv').text).toBe('hallo');
  });

  test('a message with a byte order mark', () => {
    expect(parse('\u00ef\u00bb\u00bfSubject: x\nFrom: a@b.test\n\nx')).toMatchObject({ subject: 'x', findings: [] });
  });

  test('a message with line feeds only', () => {
    const view = parseMessage(Buffer.from('From: a@b.test\nSubject: a\n b\n\nx\ny'));
    expect([view.subject, view.text]).toEqual(['a b', 'x\ny']);
  });
});

describe('character sets', () => {
  const check = (name: string, charset: string, bytes: readonly number[], wanted: string): void =>
    test(name, () => {
      const head = Buffer.from(`From: a@b.test\r\nContent-Type: text/plain; charset="${charset}"\r\n\r\n`);
      expect(parseMessage(Buffer.concat([head, Buffer.from(bytes)])).text).toBe(wanted);
    });

  // Ơ and a combining hook, as Windows writes Vietnamese.
  check('windows-1258', 'windows-1258', [0x56, 0x69, 0xea, 0xf2, 0x74], 'Việt'.normalize('NFC'));
  check('iso-2022-jp', 'ISO-2022-JP', [0x1b, 0x24, 0x42, 0x25, 0x46, 0x1b, 0x28, 0x42], 'テ');
  check('gb18030', 'gb18030', [0xc4, 0xe3, 0xba, 0xc3], '你好');
  check('a name of Windows', 'cp1251', [0xcf, 0xf0], 'Пр');
  check('euc-kr by a Korean name', 'ks_c_5601-1987', [0xc7, 0xd1], '한');
  check('UTF-7 as what it is', 'UTF-7', [...Buffer.from('+ADw-')], '+ADw-');
  check('no name, but UTF-8', 'us-ascii', [...Buffer.from('đơn')], 'đơn');
});

test('words of a header that split a character, and Japanese ones', () => {
  expect(parse('From: a@b.test\nSubject: =?utf-8?B?xA==?=\n =?utf-8?B?kMahbg==?=\n\n').subject).toBe('Đơn');
  const japanese = '=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=';
  expect(parse(`From: a@b.test\nSubject: ${japanese}\n  ${japanese}\n\n`).subject).toBe('テストテスト');
});

test('names of files in pieces, encoded, as RFC 2231 has it, and as programs have it', () => {
  const names = parse(
    `From: a@b.test
Content-Type: multipart/mixed; boundary=b

--b
Content-Disposition: attachment; filename*0*=utf-8'vi'%C4%90; filename*1=ơn; filename*2*=%20h%C3%A0ng.pdf

--b
Content-Type: application/pdf; name="=?utf-8?B?xJDGoW4ucGRm?="

--b
Content-Disposition: attachment; filename=two words.pdf

--b
Content-Disposition: attachment; filename="C:\\dir\\a.pdf"

--b--`.replace('ơn', Buffer.from('ơn').toString('latin1')),
  ).attachments.map(({ name }) => name);
  expect(names).toEqual(['Đơn hàng.pdf', 'Đơn.pdf', 'two words.pdf', 'C:\\dir\\a.pdf']);
});

test('format=flowed is joined, quotations by their depth', () => {
  const view = parse(
    'From: a@b.test\nContent-Type: text/plain; format=flowed\n\none \ntwo\n\n>> a \n>> b\n> c\n-- \nme',
  );
  expect(view.text).toBe('one two\n\n>> a b\n> c\n-- \nme');
});

describe('of several texts', () => {
  const message = (kind: string, ...parts: readonly string[]): MessageView =>
    parse(`From: a@b.test\nContent-Type: multipart/${kind}; boundary=b\n\n--b\n${parts.join('\n--b\n')}\n--b--`);
  const plain = (text: string): string => `Content-Type: text/plain\n\n${text}`;
  const html = (text: string): string => `Content-Type: text/html\n\n${text}`;

  test('alternatives are the same in two forms', () => {
    expect(message('alternative', plain('p'), html('<p>h'))).toMatchObject({
      html: '<p>h',
      text: 'p',
      attachments: [],
    });
  });

  test('what a list adds below is not lost', () => {
    const view = message('mixed', html('<p>h'), plain('-- <list>'));
    expect(view.html).toContain('-- &#60;list&#62;');
  });

  test('an attached text is an attachment', () => {
    const view = message('mixed', plain('p'), 'Content-Disposition: attachment; filename=a.txt\n\nq');
    expect([view.text, view.attachments.map(({ name }) => name)]).toEqual(['p', ['a.txt']]);
  });

  test('a message in the message is no text of it', () => {
    const view = message('mixed', plain('p'), 'Content-Type: message/rfc822\n\nSubject: inner\n\nq');
    expect([view.text, view.attachments.map(({ name }) => name), shape(view.parts)]).toEqual([
      'p',
      ['inner.eml'],
      'mixed(plain rfc822(plain))',
    ]);
  });

  test('a boundary that another one begins with is another one', () => {
    const view = parse(`From: a@b.test
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/mixed; boundary=bb

--bb

inner
--bb--
--b

outer
--b--`);
    expect([shape(view.parts), view.text]).toEqual(['mixed(mixed(plain) plain)', 'inner\n\nouter']);
  });
});

describe('what is worth knowing', () => {
  const check = (name: string, message: string, wanted: readonly string[], options: ParseOptions = {}): void =>
    test(name, () => expect(facts(parse(message, options))).toEqual(wanted));
  const part = (headers: string, body = 'x'): string =>
    `From: a@b.test\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${headers}\n\n${body}\n--b--`;

  check('a name that looks like another address', 'From: "help@bank.example" <x@evil.test>\n\n', [
    'seemsFrom help@bank.example <x@evil.test>',
  ]);
  check('answers to somebody else', 'From: a@shop.test\nReply-To: b@other.test\n\n', ['answerElsewhere b@other.test']);
  check('answers to another server of the same', 'From: a@mail.shop.test\nReply-To: b@shop.test\n\n', []);
  check('letters of another alphabet', `From: a@p${Buffer.from('а').toString('latin1')}ypal.test\n\n`, [
    'foreignLetters a@pаypal.test',
  ]);
  check('punycode', 'From: a@xn--pypal-4ve.test\n\n', ['foreignLetters a@xn--pypal-4ve.test']);
  check('the local inbox', 'From: a@b.test\n\n', ['localOnly'], { isLocal: true });
  check('a program', part('Content-Disposition: attachment; filename=setup.exe'), ['dangerousFile setup.exe']);
  check('a program under a false name', part('Content-Disposition: attachment; filename=invoice.pdf.exe'), [
    'disguisedFile invoice.pdf.exe',
  ]);
  check('a name that is turned around', part("Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe"), [
    'hiddenOrder a\u202efdp.exe',
    'dangerousFile a\u202efdp.exe',
  ]);
  check('winmail.dat', part('Content-Type: application/ms-tnef; name=winmail.dat'), ['winmail']);
  check(
    'an invitation',
    part(
      'Content-Type: text/calendar; method=REQUEST',
      'BEGIN:VCALENDAR\nMETHOD:REQUEST\nSUMMARY:Lunch\\, now\nEND:VCALENDAR',
    ),
    ['calendar Lunch, now (REQUEST)'],
  );
  check('S/MIME', part('Content-Type: application/pkcs7-signature; name=smime.p7s'), ['smimeSigned']);
  check('S/MIME, encrypted', 'From: a@b.test\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx', [
    'smimeEncrypted',
  ]);
  check('PGP', part('Content-Type: application/pgp-encrypted'), ['pgpEncrypted']);
  check('PGP in the text', 'From: a@b.test\n\n-----BEGIN PGP SIGNED MESSAGE-----\nx', ['pgpSigned']);
  check(
    'a bounce',
    part(
      'Content-Type: message/delivery-status',
      'Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; x@y.test\nAction: failed\nStatus: 5.1.1',
    ),
    ['report x@y.test, failed, 5.1.1'],
  );
  check(
    'one click',
    'From: a@b.test\nList-Unsubscribe: <https://x>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n\n',
    ['oneClickUnsubscribe'],
  );
  check('more clicks', 'From: a@b.test\nList-Unsubscribe: <https://x>\n\n', ['unsubscribe']);
});

describe('a bomb is bounded', () => {
  for (const { name, make, wanted } of bombs) {
    test(name, () => {
      const raw = make();
      const view = parseMessage(raw);
      expect(view.sizeBytes).toBe(raw.length);
      expect(view.findings.map(({ code }) => code)).toContain(wanted);
    });
  }

  for (const [name, raw] of [
    ['nothing', ''],
    ['bytes', Buffer.alloc(10_000, 0xff).toString('latin1')],
    ['zeros', '\0'.repeat(10_000)],
    [
      'brackets',
      `From: ${'<('.repeat(200_000)}\r\nTo: ${'"\\'.repeat(200_000)}\r\nReceived: ${'('.repeat(200_000)}\r\n\r\nx`,
    ],
    ['half an encoded word', 'Subject: =?utf-8?B?xJ?= =?utf-8?Q?=\r\n\r\n'],
    ['words without end', `Subject: ${'=?utf-8?Q?'.repeat(50_000)}\r\n\r\n`],
    ['parameters', `Content-Type: text/plain; ${'a*1*=x;'.repeat(20_000)}\r\n\r\n`],
    ['cids', `From: a@b\r\nContent-Type: text/html\r\n\r\n${'src="cid:x" '.repeat(50_000)}`],
  ] as const) {
    test(`${name}: a view comes back`, () => {
      expect(parseMessage(Buffer.from(raw, 'latin1')).sizeBytes).toBe(Buffer.byteLength(raw, 'latin1'));
    }, 4000);
  }
});

withCorpora('messages of many producers', (corpora) => {
  const files = readdirSync(path.join(corpora, 'mime'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(corpora, 'mime', name))
    .filter((file) => statSync(file).isFile());

  test('every message of the corpora gives a view', () => {
    const nothing = files.filter((file) => {
      const view = parseMessage(readFileSync(file));
      return (
        view.html === undefined &&
        view.text === undefined &&
        view.attachments.length === 0 &&
        view.findings.length === 0
      );
    });
    expect([files.length > 100, nothing]).toEqual([true, []]);
  }, 60_000);

  test('another parser reads the same html and subject, where it reads any', async () => {
    const bare = (text: string | undefined): string =>
      (text ?? '').replaceAll(/data:[^"']*|cid:[^"']*/g, 'X').replaceAll(/<(?:pre|div)[^>]*>|<\/(?:pre|div)>|\s+/g, '');
    let differing = 0;
    for (const file of files) {
      const raw = readFileSync(file);
      const view = parseMessage(raw);
      const other = await PostalMime.parse(raw);
      if (other.html !== undefined && bare(view.html) !== bare(other.html)) differing++;
      else if (other.subject !== undefined && bare(view.subject) !== bare(other.subject)) differing++;
    }
    // The byte order mark, a folded line of underscores, raw UTF-8 and Japanese words, all of which it reads worse.
    expect(differing).toBeLessThanOrEqual(5);
  }, 60_000);
});
