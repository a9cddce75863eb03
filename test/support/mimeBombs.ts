/** Messages that take a careless parser's time or memory. `wanted`: the finding that says where ours stopped. */
export interface MimeBomb {
  readonly name: string;
  readonly make: () => Buffer;
  readonly wanted: string;
}

export const bombs: readonly MimeBomb[] = [
  {
    name: '200,000 parts',
    make: () => Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(200_000)}`),
    wanted: 'tooManyParts',
  },
  {
    name: '2,000 multiparts inside of each other',
    make: () =>
      Buffer.from(
        Array.from(
          { length: 2000 },
          (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
        ).join(''),
      ),
    wanted: 'tooDeep',
  },
  {
    name: '20 MB of headers',
    make: () => Buffer.from(`From: a@b.test\r\n${`X-Long: ${'x'.repeat(60)}\r\n`.repeat(300_000)}\r\nx`),
    wanted: 'tooManyHeaders',
  },
  {
    name: 'a header of 20 MB in folded lines',
    make: () => Buffer.from(`From: a@b.test\r\nSubject: x\r\n${` ${'y'.repeat(60)}\r\n`.repeat(300_000)}\r\nx`),
    wanted: 'headersTooLarge',
  },
  {
    name: 'a multipart that never ends',
    make: () =>
      Buffer.from(
        `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${'text and text\r\n'.repeat(1_500_000)}`,
      ),
    wanted: 'boundaryOpen',
  },
  {
    name: '2,000 messages inside of each other',
    make: () => Buffer.from(`${'Content-Type: message/rfc822\r\n\r\n'.repeat(2000)}Subject: x\r\n\r\nx`),
    wanted: 'tooDeep',
  },
  {
    name: '45 MB of base64 that becomes html',
    make: () =>
      Buffer.from(
        `From: a@b.test\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'PGI+'.repeat(18)}\r\n`.repeat(600_000)}`,
      ),
    wanted: 'htmlCut',
  },
  {
    name: 'one line of 45 MB',
    make: () => Buffer.concat([Buffer.from('From: a@b.test\r\n\r\n'), Buffer.alloc(45_000_000, 'x')]),
    wanted: 'longLine',
  },
];
