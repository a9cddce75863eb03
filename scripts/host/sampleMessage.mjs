// @ts-check
// A message as it comes out of a mailbox: received by servers, checked, with parts of many kinds. For tests and pictures.

const html = `<!doctype html><html><body style="margin:0;font-family:Georgia,serif;background:#f4efe6">
<table role="presentation" width="100%"><tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="560" style="max-width:560px;background:#fffdf8;border-radius:8px"><tr><td style="padding:32px">
<img src="cid:logo@ink.test" width="48" height="48" alt="Ink">
<h1 style="font-size:26px;color:#3b2f2f">Your invoice 1042</h1>
<p style="color:#5a4a42;line-height:1.6">Thank you, Lan. The notebooks leave our workshop on Thursday. The invoice is attached, and
the courier's note as well.</p>
<p><a href="https://ink.test/orders/1042" style="background:#3b2f2f;color:#fffdf8;padding:12px 20px;text-decoration:none;border-radius:4px">See the order</a></p>
<img src="https://pixel.ink.test/open.gif" width="1" height="1" alt="">
</td></tr></table></td></tr></table></body></html>`;

/** A picture of 8 by 8 points. */
const samplePng =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAIUlEQVR4nGN4MccHK2KAUNb6+nCEkEAWhctRWQKn5VgRADgKTSHwcL3kAAAAAElFTkSuQmCC';

/** @param {string} text */
const base64 = (text) =>
  Buffer.from(text)
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');

const lines = [
  'Delivered-To: lan@example.com',
  'Received: by 2002:a05:7010:6a1::1 with SMTP id x1; Thu, 26 Nov 2026 09:14:41 +0000 (UTC)',
  'Return-Path: <bounces@ink.test>',
  'Received: from mail.ink.test (mail.ink.test [192.0.2.7]) by mx.example.com with ESMTPS id a1 for <lan@example.com> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); Thu, 26 Nov 2026 09:14:40 +0000',
  'Authentication-Results: mx.example.com; dkim=pass header.i=@ink.test header.s=2026; spf=pass (mx.example.com: domain of bounces@ink.test designates 192.0.2.7 as permitted sender) smtp.mailfrom=bounces@ink.test; dmarc=fail (p=NONE) header.from=ink-shop.test',
  'Received: from queue.ink.test (queue.ink.test [192.0.2.9]) by mail.ink.test (Postfix) with ESMTPS id q1; Thu, 26 Nov 2026 09:14:38 +0000',
  'Received: from app.hosting.test (app.hosting.test [198.51.100.4]) by queue.ink.test (Postfix) with ESMTP id p1; Thu, 26 Nov 2026 09:09:02 +0000',
  'Authentication-Results: mx.example.com; dmarc=pass header.from=ink-shop.test',
  'From: "Ink & Paper" <hello@ink-shop.test>',
  'To: Lan =?utf-8?Q?Nguy=E1=BB=85n?= <lan@example.com>',
  'Reply-To: orders@ink.test',
  'Subject: =?utf-8?B?WW91ciBpbnZvaWNlIDEwNDIg4oCTIGPhuqNtIMahbiBi4bqhbiE=?=',
  'Date: Thu, 26 Nov 2026 16:08:58 +0700',
  'Message-ID: <1042@ink.test>',
  'List-Unsubscribe: <https://ink.test/u/1>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="mix"',
  '',
  '--mix',
  'Content-Type: multipart/related; boundary="rel"',
  '',
  '--rel',
  'Content-Type: multipart/alternative; boundary="alt"',
  '',
  '--alt',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Your invoice 1042',
  '',
  'Thank you, Lan. C=E1=BA=A3m =C6=A1n b=E1=BA=A1n!',
  '--alt',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  base64(html),
  '--alt--',
  '--rel',
  'Content-Type: image/png; name="logo.png"',
  'Content-ID: <logo@ink.test>',
  'Content-Disposition: inline; filename="logo.png"',
  'Content-Transfer-Encoding: base64',
  '',
  samplePng,
  '--rel--',
  '--mix',
  'Content-Type: application/pdf; name="invoice-1042.pdf"',
  'Content-Disposition: attachment; filename="invoice-1042.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  base64('%PDF-1.4 not really'.repeat(2000)),
  '--mix',
  'Content-Type: text/csv; charset=utf-8',
  "Content-Disposition: attachment; filename*=utf-8''..%2F..%2F%C4%91%C6%A1n-h%C3%A0ng.csv",
  '',
  'item,price',
  'notebook,12',
  '--mix',
  'Content-Type: message/rfc822',
  'Content-Disposition: attachment',
  '',
  'From: courier@example.net',
  'To: hello@ink-shop.test',
  'Subject: Pick-up on Thursday',
  'Date: Wed, 25 Nov 2026 10:00:00 +0000',
  '',
  'We come at ten.',
  '--mix',
  'Content-Type: application/pdf; name="statement.pdf.exe"',
  'Content-Disposition: attachment; filename="statement.pdf.exe"',
  'Content-Transfer-Encoding: base64',
  '',
  base64('MZ not really'),
  '--mix--',
  '',
];

export const sampleMessage = lines.join('\r\n');

/** The same, cut off in the middle, with a line that is no header and a date that is none. */
export const brokenMessage = sampleMessage
  .replace('Date: Thu, 26 Nov 2026 16:08:58 +0700', 'Date: last Thursday\r\nX-Broken without a colon\r\nX-Next: y')
  .slice(0, -1200);
