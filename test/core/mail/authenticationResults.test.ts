import { describe, expect, test } from 'vitest';
import {
  authenticationReport,
  isSameOrganization,
  parseAuthenticationResults,
  type TrustOptions,
} from '../../../src/core/mail/authenticationResults.ts';
import { authenticationTexts, meaningOf } from '../../../src/core/mail/describeAuthentication.ts';

describe('a header is read', () => {
  const check = (name: string, value: string, server: string | undefined, results: readonly string[]): void =>
    test(name, () => {
      const parsed = parseAuthenticationResults(value);
      const shown = parsed.results.map(({ method, result, properties, reason, comment }) =>
        [
          `${method}=${result}`,
          ...Object.entries(properties).map(([key, text]) => `${key}=${text}`),
          ...(reason === undefined ? [] : [`reason: ${reason}`]),
          ...(comment === undefined ? [] : [`(${comment})`]),
        ].join(' '),
      );
      expect([parsed.server, shown]).toEqual([server, results]);
    });

  check(
    'as Gmail writes it',
    'mx.google.com; dkim=pass header.i=@shop.test header.s=s1 header.b="abc+/="; spf=pass (google.com: domain of b@shop.test designates 192.0.2.1 as permitted sender) smtp.mailfrom=b@shop.test; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=shop.test',
    'mx.google.com',
    [
      'dkim=pass header.i=@shop.test header.s=s1 header.b=abc+/=',
      'spf=pass smtp.mailfrom=b@shop.test (google.com: domain of b@shop.test designates 192.0.2.1 as permitted sender)',
      'dmarc=pass header.from=shop.test (p=REJECT sp=REJECT dis=NONE)',
    ],
  );
  check(
    'as Microsoft writes it, without a name',
    'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=shop.test; dkim=pass (signature was verified) header.d=shop.test;dmarc=bestguesspass action=none header.from=shop.test;compauth=pass reason=109',
    undefined,
    [
      'spf=pass smtp.mailfrom=shop.test (sender IP is 192.0.2.1)',
      'dkim=pass header.d=shop.test (signature was verified)',
      'dmarc=bestguesspass action=none header.from=shop.test',
      'compauth=pass reason: 109',
    ],
  );
  check(
    'with a version, spaces and comments (RFC 8601, B.7)',
    'foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired = 1362471462',
    'foo.example.net',
    ['dkim=fail policy.expired=1362471462 (Because I like it)'],
  );
  check('with none', 'example.org 1; none', 'example.org', []);
  check('with a method of a version', 'example.org; dkim/1 = pass header.d = a.test', 'example.org', [
    'dkim=pass header.d=a.test',
  ]);
  check(
    'with a reason in quotation marks',
    'example.org; dkim=fail reason="bad; signature" header.d=a.test',
    'example.org',
    ['dkim=fail header.d=a.test reason: bad; signature'],
  );
  check('that is empty', '', undefined, []);
  check('that is no such thing', ';;;==;a=;=b;(((', undefined, []);

  test('of any size, at once', () => {
    const started = performance.now();
    expect(parseAuthenticationResults(`a; ${'spf=pass; '.repeat(100_000)}`).results.length).toBe(50);
    parseAuthenticationResults('('.repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('of several headers the one of the receiving server is believed', () => {
  const check = (name: string, headers: string, wanted: string, options: TrustOptions = {}): void =>
    test(name, () => {
      const fields = headers
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/: (.*)/s))
        .map(([field = '', value = '']) => ({ name: field, value }));
      const { trusted, ignored } = authenticationReport(fields, options);
      const shown = trusted?.results.map(({ method, result }) => `${method}=${result}`).join(' ') ?? 'nothing';
      expect([shown, ...ignored.map(({ why, results }) => `${results.server ?? '?'} ${why}`)].join('; ')).toBe(wanted);
    });

  check(
    'below its own Received header, as with Gmail',
    `Delivered-To: lan@gmail.com
     Received: by 2002:a05:7010::1 with SMTP id 1; x
     ARC-Authentication-Results: i=1; mx.google.com; spf=fail
     Received: from mail.shop.test by mx.google.com with ESMTPS id 2; x
     Authentication-Results: mx.google.com; spf=pass; dkim=pass
     DKIM-Signature: v=1
     Received: from app by mail.shop.test with ESMTP; x
     From: a@shop.test`,
    'spf=pass dkim=pass',
  );
  check(
    'above all Received headers, whatever its name',
    `Authentication-Results: atlas.yahoo.example; dkim=pass
     Received: from 192.0.2.1 by 10.1.2.3 with SMTPS; x
     From: a@shop.test`,
    'dkim=pass',
  );
  check(
    'two of them, where each check writes its own',
    `Authentication-Results: mx.example.com; dmarc=pass
     Authentication-Results: mx.example.com; dkim=pass
     Received: from mail.shop.test by mx.example.com with ESMTPS; x
     From: a@shop.test`,
    'dmarc=pass dkim=pass',
  );
  check(
    'not the one that the sender wrote in its name',
    `Received: from evil.test by mx.example.com with ESMTPS; x
     Authentication-Results: mx.example.com; dkim=fail
     DKIM-Signature: v=1
     Authentication-Results: mx.example.com; dkim=pass
     From: a@shop.test`,
    'dkim=fail; mx.example.com below',
  );
  check(
    'not one that stands behind a Received header of somebody else',
    `Received: from evil.test by mx.example.com with ESMTPS; x
     Received: from app by mail.evil.test with ESMTP; x
     Authentication-Results: mx.example.com; dkim=pass
     From: a@shop.test`,
    'nothing; mx.example.com below',
  );
  check(
    'not one of another server',
    `Received: from evil.test by mx.example.com with ESMTPS; x
     Authentication-Results: mx.evil.test; dkim=pass
     From: a@shop.test`,
    'nothing; mx.evil.test other-server',
  );
  check(
    'not one among the headers that people write',
    `Received: from evil.test by mx.example.com with ESMTPS; x
     From: a@shop.test
     Authentication-Results: mx.example.com; dkim=pass`,
    'nothing; mx.example.com below',
  );
  check(
    'not where nobody received it',
    'Authentication-Results: mx.example.com; dkim=pass\nFrom: a@b.test',
    'nothing; mx.example.com not-received',
  );
  check(
    'not in a message that never left this machine',
    `Authentication-Results: mx.example.com; dkim=pass
     Received: from a by b.example.com; x`,
    'nothing; mx.example.com not-received',
    { isUnchecked: true },
  );
  check(
    "without a name, where the server is Microsoft's",
    `Received: from A.eurprd.prod.outlook.com by B.eurprd.prod.outlook.com with HTTPS; x
     Received: from mail.shop.test by C.protection.outlook.com with SMTP; x
     Authentication-Results: spf=pass; dkim=none
     Received: from app by mail.shop.test; x
     From: a@shop.test`,
    'spf=pass dkim=none',
  );
  check(
    'without a name nowhere else',
    `Received: from mail.shop.test by mx.example.com with SMTP; x
     Authentication-Results: spf=pass; dkim=none
     From: a@shop.test`,
    'nothing; ? other-server',
  );
  check(
    'of the server that is known to have received it',
    `Received: from mx.example.com by store.other.test with LMTP; x
     Received: from evil.test by mx.example.com with ESMTPS; x
     Authentication-Results: mx.example.com; dkim=pass
     From: a@shop.test`,
    'nothing; mx.example.com below',
    { receiver: 'other.test' },
  );
});

test.each([
  ['mx.google.com', 'google.com', true],
  ['mx1.example.co.uk', 'mx2.example.co.uk', true],
  ['one.co.uk', 'two.co.uk', false],
  ['a.example.com.vn', 'b.example.com.vn', true],
  ['a.com.vn', 'b.com.vn', false],
  ['evilgoogle.com', 'google.com', false],
  ['MX.Example.COM.', 'example.com', true],
])('%s and %s are of one organization: %s', (one, other, wanted) => {
  expect(isSameOrganization(one, other)).toBe(wanted);
});

describe('what a result means', () => {
  const check = (value: string, verdict: string, sentence: string): void =>
    test(value, () => {
      const [result] = parseAuthenticationResults(`a; ${value}`).results;
      const meaning = result === undefined ? undefined : meaningOf(result);
      expect([meaning?.verdict, meaning && authenticationTexts[meaning.text].replace('{0}', meaning.subject)]).toEqual([
        verdict,
        sentence,
      ]);
    });

  check('spf=pass smtp.mailfrom=b@shop.test', 'good', 'The server that handed it over may send mail for shop.test.');
  check(
    'spf=hardfail smtp.mail=shop.test',
    'bad',
    'The server that handed it over may not send mail for shop.test: its SPF record forbids it.',
  );
  check(
    'dkim=pass header.i=@shop.test',
    'good',
    'It is signed by shop.test, and neither its text nor the signed headers were changed since.',
  );
  check('dmarc=bestguesspass header.from=shop.test', 'open', authenticationTexts.dmarcNone.replace('{0}', 'shop.test'));
  check('dkim=temperror', 'open', authenticationTexts.anyTempError.replace('{0}', 'dkim'));
  check('compauth=pass', 'open', 'The server found: compauth=pass.');
  check('spf=none', 'open', authenticationTexts.spfNone.replace('{0}', '?'));
});
