import { describe, expect, test } from 'vitest';
import { readServerDescription } from '../../../src/core/discovery/serverDescription.ts';
import { decodeXml, parseXml } from '../../../src/core/discovery/xmlElements.ts';

const outgoing = (changes: Readonly<Record<string, string>> = {}): string => {
  const fields = {
    hostname: 'smtp.shop.example',
    port: '465',
    socketType: 'SSL',
    username: '%EMAILADDRESS%',
    authentication: 'password-cleartext',
    ...changes,
  };
  const inside = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<outgoingServer type="smtp">${inside.join('')}</outgoingServer>`;
};
const description = (...servers: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1"><emailProvider id="shop.example">${servers.join('')}</emailProvider></clientConfig>`;
const read = (xml: string | Uint8Array) =>
  readServerDescription(typeof xml === 'string' ? Buffer.from(xml) : xml, 'lan@shop.example');

const usual = {
  smtp: { host: 'smtp.shop.example', port: 465, security: 'tls' },
  user: 'lan@shop.example',
  auth: 'password',
};

function check(name: string, xml: string | Uint8Array, expected: readonly object[]): void {
  test(name, () => {
    expect(read(xml)).toEqual(expected);
  });
}

check('the server for sending is read', description(outgoing()), [usual]);
check(
  'TLS comes before STARTTLS, whatever the order',
  description(outgoing({ socketType: 'STARTTLS', port: '587' }), outgoing()),
  [usual, { ...usual, smtp: { host: 'smtp.shop.example', port: 587, security: 'starttls' } }],
);
check('no file takes the encryption away', description(outgoing({ socketType: 'plain', port: '587' })), [
  { ...usual, smtp: { host: 'smtp.shop.example', port: 587, security: 'starttls' } },
]);
check('the user may be the part before the @', description(outgoing({ username: '%EMAILLOCALPART%' })), [
  { ...usual, user: 'lan' },
]);
check(
  'the user may be both parts in another order',
  description(outgoing({ username: '%EMAILDOMAIN%\\%EMAILLOCALPART%' })),
  [{ ...usual, user: 'shop.example\\lan' }],
);
check(
  'a user that needs more than the address is left to be typed',
  description(outgoing({ username: '%REALNAME%' })),
  [{ ...usual, user: '' }],
);
check(
  'a password is preferred where there are several ways',
  description(outgoing().replace('<authentication>', '<authentication>OAuth2</authentication><authentication>')),
  [usual],
);
check('OAuth alone is told', description(outgoing({ authentication: 'OAuth2' })), [{ ...usual, auth: 'oauth2' }]);
check(
  'the mailbox of the same account comes along',
  description(
    '<incomingServer type="pop3"><hostname>pop.shop.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>',
    '<incomingServer type="imap"><hostname>IMAP.shop.example</hostname><port>143</port><socketType>STARTTLS</socketType></incomingServer>',
    outgoing(),
  ),
  [
    {
      ...usual,
      imap: { host: 'imap.shop.example', port: 143, security: 'starttls' },
      pop3: { host: 'pop.shop.example', port: 995, security: 'tls' },
    },
  ],
);
check('UTF-16 is read', Buffer.from(`\uFEFF${description(outgoing())}`, 'utf16le'), [usual]);
check('the mark of UTF-8 is no text', `\uFEFF${description(outgoing())}`, [usual]);
check(
  'entities of XML and numbers are what they stand for',
  description(outgoing({ username: '&#x6c;an&amp;&#99;o' })),
  [{ ...usual, user: 'lan&co' }],
);

describe('what is hostile or broken gives nothing, at once', () => {
  const bomb = (declaration: string, use = '&a;'): string =>
    `<?xml version="1.0"?><!DOCTYPE clientConfig [${declaration}]>${description(outgoing({ hostname: use })).replace(/<\?.*?\?>\n/, '')}`;
  const hostile: Readonly<Record<string, string | Uint8Array>> = {
    empty: '',
    'no XML': 'Hello',
    'a page': '<!DOCTYPE html><html><body><p>Not found<br></body></html>',
    'another root': '<other/>',
    'no provider': '<clientConfig/>',
    'an external entity': bomb('<!ENTITY a SYSTEM "file:///etc/passwd">'),
    'an external entity of the network': bomb('<!ENTITY a SYSTEM "http://127.0.0.1:1/x">'),
    'a parameter entity': bomb('<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;'),
    'a bomb of entities': bomb(
      `<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, index) => `<!ENTITY a${index + 1} "${`&a${index || ''};`.repeat(10)}">`).join('')}`,
      '&a20;',
    ),
    'a document type alone': `<!DOCTYPE clientConfig SYSTEM "http://127.0.0.1:1/x">${description(outgoing())}`,
    'a document type behind the root': `${description(outgoing())}<!DOCTYPE x>`,
    'an entity that nobody has declared': description(outgoing({ hostname: 'smtp&nbsp;shop.example' })),
    'a bare ampersand': description(outgoing({ username: 'a&b' })),
    'a character that there is not': description(outgoing({ hostname: '&#x110000;' })),
    'a NUL by number': description(outgoing({ hostname: 'smtp.shop.example&#0;' })),
    'tags that do not match': description(outgoing()).replace('</hostname>', '</host>'),
    'the end missing': description(outgoing()).slice(0, -20),
    'two roots': `${description(outgoing())}${description(outgoing()).replace(/<\?.*?\?>\n/, '')}`,
    'text behind the root': `${description(outgoing())}x`,
    'a comment without an end': `${description(outgoing())}<!--`,
    'attributes without quotes': description(outgoing()).replace('"smtp"', 'smtp'),
    'very deep': `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`,
    'very many elements': `<clientConfig>${'<a/>'.repeat(60_000)}</clientConfig>`,
    'very long': description(outgoing({ displayName: 'x'.repeat(2_000_000) })),
    'half a megabyte of blanks in a tag': `<a${' '.repeat(200_000)}`,
    'many tags that are none': '<a b=" '.repeat(30_000),
    'bytes that are no text': Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256)),
    'half of UTF-16': Buffer.from(`\uFEFF${description(outgoing())}`, 'utf16le').subarray(0, 101),
    'a host with a line break': description(outgoing({ hostname: 'smtp.shop.example\r\nRCPT TO:&lt;x&gt;' })),
    'a URL as a host': description(outgoing({ hostname: 'https://smtp.shop.example/' })),
    'a host with elements in it': description(outgoing({ hostname: '<b>smtp</b>.shop.example' })),
    'no port': description(outgoing({ port: '' })),
    'a port too high': description(outgoing({ port: '70000' })),
    'a port with more': description(outgoing({ port: '465; x' })),
  };
  test('there are at least 30 of them', () => expect(Object.keys(hostile).length).toBeGreaterThanOrEqual(30));
  for (const [name, document] of Object.entries(hostile)) {
    test(name, () => {
      const started = performance.now();
      expect(read(document)).toEqual([]);
      expect(performance.now() - started).toBeLessThan(2000);
    });
  }
});

test('a hostile user gets no control characters in', () => {
  expect(read(description(outgoing({ username: 'a&#13;&#10;b' })))).toEqual([{ ...usual, user: '' }]);
});

test('comments, instructions and raw text are read over', () => {
  const root = parseXml('<?x ?><!-- <a> --><a x="1" y=\'&lt;\'>b<![CDATA[<c>&d;]]><e/></a>\n');
  expect(root).toMatchObject({ name: 'a', text: 'b<c>&d;', children: [{ name: 'e', text: '' }] });
  expect([...(root?.attributes ?? [])]).toEqual([
    ['x', '1'],
    ['y', '<'],
  ]);
  expect(decodeXml(Buffer.from('đ'))).toBe('đ');
});
