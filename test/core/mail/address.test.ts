import { expect, test } from 'vitest';
import { formatMailbox, parseMailbox, parseRecipients } from '../../../src/core/mail/address.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

function accepts(input: string | readonly string[], expected: readonly string[]): void {
  test(`accepts ${JSON.stringify(input)}`, () => {
    const parsed = parseRecipients(input);
    expect(parsed.kind === 'valid' ? parsed.recipients.map(formatMailbox) : parsed.errors.map(inEnglish)).toEqual(
      expected,
    );
  });
}

function refuses(input: string | readonly string[], reason: RegExp): void {
  test(`refuses ${JSON.stringify(input).slice(0, 60)}`, () => {
    const parsed = parseRecipients(input);
    expect(parsed.kind === 'invalid' ? parsed.errors.map(inEnglish).join('\n') : parsed.recipients).toEqual(
      expect.stringMatching(reason),
    );
  });
}

accepts('a@b.test', ['a@b.test']);
accepts('a@b.test, c@d.test; e@f.test\ng@h.test\r\n', ['a@b.test', 'c@d.test', 'e@f.test', 'g@h.test']);
accepts('Lan Anh <lan@congty.vn>', ['Lan Anh <lan@congty.vn>']);
accepts('Nguyễn Thị Lan <lan@congty.vn>', ['Nguyễn Thị Lan <lan@congty.vn>']);
accepts('"Last, First" <a@b.test>', ['"Last, First" <a@b.test>']);
accepts(String.raw`"say \"hi\"; x" <a@b.test>`, [String.raw`"say \"hi\"; x" <a@b.test>`]);
accepts('"Sales: Lan" <a@b.test>', ['"Sales: Lan" <a@b.test>']);
accepts('Lan (Sales) <a@b.test>', ['"Lan (Sales)" <a@b.test>']);
accepts('a@b.test <a@b.test>', ['a@b.test']);
accepts('"odd, one"@b.test', ['"odd, one"@b.test']);
accepts('first.last+tag@sub.b-c.test', ['first.last+tag@sub.b-c.test']);
accepts('x@münchen.example', ['x@xn--mnchen-3ya.example']);
accepts('x@công-ty.vn', ['x@xn--cng-ty-ixa.vn']);
accepts('õäöü@example.com', ['õäöü@example.com']);
accepts('Ann \u{1f3f4}\u{e0067}\u{e0062}\u{e007f} <a@b.test>', [
  '"Ann \u{1f3f4}\u{e0067}\u{e0062}\u{e007f}" <a@b.test>',
]);
accepts('me@localhost', ['me@localhost']);
accepts('me@[127.0.0.1]', ['me@[127.0.0.1]']);
accepts('me@[IPv6:::1]', ['me@[IPv6:::1]']);
accepts('a@b.test,a@b.test', ['a@b.test']);
accepts(['a@b.test', 'Lan <c@d.test>'], ['a@b.test', 'Lan <c@d.test>']);

refuses('', /at least one/);
refuses(' , ;\n', /at least one/);
refuses([''], /empty/);
refuses(['a@b.test\r\nBcc: e@x.test'], /control character/);
refuses('b@y.test\r\nBcc: e@x.test', /"Bcc: e@x\.test" is not an email address/);
refuses('b@y.test\r\nBcc: <e@x.test>', /":" is not allowed/);
refuses('b@y.test\r\nRCPT TO:<e@x.test>', /":" is not allowed/);
refuses(['Team: <a@b.test>'], /":" is not allowed/);
refuses(['a@b.test\0@evil.test'], /control character/);
refuses('Foo <a@b.test> <c@d.test>', /is not/);
refuses('real@bank.test <evil@x.test>', /two addresses/);
refuses('a@b@c.test', /more than one "@"/);
refuses('a b@c.test', /space/);
refuses('{{email}}', /template variable/);
refuses('{{user.email}}@x.test', /template variable/);
refuses('undefined', /without a value/);
refuses('[object Object]', /without a value/);
refuses('@relay.test:a@b.test', /before the "@"/);
refuses('<@relay.test,@other.test:a@b.test>', /is not/);
refuses('Team: a@b.test, c@d.test;', /space/);
refuses('mailto:a@b.test', /":" is not allowed/);
refuses('a@', /not a domain/);
refuses('@b.test', /before/);
refuses('ab.test', /no "@"/);
refuses('.a@b.test', /dot/);
refuses('a..b@b.test', /dot/);
refuses('a.@b.test', /dot/);
refuses('a@b..test', /not a domain/);
refuses('a@-b.test', /not a domain/);
refuses('a@b_.-test', /not a domain/);
refuses('a@1.2.3.4', /not a domain/);
refuses('a@[1.2.3]', /not a domain/);
refuses('a@b.test>', /is not/);
refuses('<a@b.test', /do not enclose/);
refuses('"a@b.test', /no "@"/);
refuses('a(comment)@b.test', /"\(" is not allowed/);
refuses('a\u202e@b.test', /invisible/);
refuses('a@b\u200b.test', /invisible/);
refuses('\u061ca@b.test', /invisible/);
refuses('Lan \u180e<a@b.test>', /invisible/);
refuses('\u2800@b.test', /invisible/);
refuses('a\u{e0041}@b.test', /invisible/);
refuses('te\ud800st@b.test', /invisible/);
refuses('=?utf-8?q?lan=40other.test?=@b.test', /"=\?" is not allowed/);
refuses('"=?utf-8?b?QG90aGVy?="@b.test', /"=\?" is not allowed/);
refuses('a@[IPv6:fe80::1%eth0]', /not a domain/);
refuses(`${'x'.repeat(65)}@b.test`, /64 bytes/);
refuses(`a@${'x'.repeat(64)}.test`, /not a domain/);
refuses(`a@${'abcdefgh.'.repeat(28)}abcdef`, /not a domain|254/);
refuses('x'.repeat(200_000), /recipients at most/);
refuses('a@b.test, nonsense, c@d.test', /"nonsense"/);

test('one bad part spoils the whole and each bad part is named', () => {
  const parsed = parseRecipients('good@b.test, bad one@x.test, worse');
  expect(parsed.kind === 'invalid' ? parsed.errors.length : parsed).toBe(2);
});

test('an error shows no control characters and no more than a line', () => {
  const parsed = parseMailbox(`a\u0007${'b'.repeat(500)}`);
  expect(parsed.kind === 'invalid' ? inEnglish(parsed.error) : '').toMatch(/^"a·b{78}…" /);
});

test('what is formatted is read back', () => {
  for (const name of ['Lan', 'Last, First', 'a "b" \\ c', '名前', "O'Neil", 'x@y.test']) {
    const mailbox = { name, address: 'a@b.test' };
    expect(parseMailbox(formatMailbox(mailbox))).toEqual({ kind: 'valid', mailbox });
  }
});

test('long hostile input takes no time', () => {
  const started = performance.now();
  for (const unit of ['"', '<', '\\"', 'a@', '(', ' ', ',"']) parseRecipients(unit.repeat(50_000));
  expect(performance.now() - started).toBeLessThan(1000);
});

accepts('a@b.test c@d.test', ['a@b.test', 'c@d.test']);
accepts('Lan <a@b.test> Minh Anh <c@d.test>  Ba <e@f.test>', [
  'Lan <a@b.test>',
  'Minh Anh <c@d.test>',
  'Ba <e@f.test>',
]);
