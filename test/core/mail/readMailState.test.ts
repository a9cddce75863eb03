import { describe, expect, test } from 'vitest';
import type { MailState } from '../../../src/core/mail/mailState.ts';
import { readMailState } from '../../../src/core/mail/readMailState.ts';

function check(name: string, html: string, expected: Partial<MailState>): void {
  test(name, () => expect(readMailState(html)).toMatchObject(expected));
}

describe('what is counted of a mail', () => {
  check('styles, each for itself', '<style>p{}</style><p><style type="a">b{}c{}</style>', { styles: [3, 6] });
  check('a style without an end is none yet', '<p><style>p{}', { styles: [] });
  check('styles that only Outlook reads are not', '<!--[if mso]><style>p{}</style><![endif]-->', { styles: [] });
  check('local images, each once', '<img src="a.png"><img src="a.png"><img src="b/c.png">', {
    localImages: ['a.png', 'b/c.png'],
    remoteImageCount: 0,
  });
  check('images on the network, each once', '<img src="https://x/1"><td background="//x/2"><img src="https://x/1">', {
    localImages: [],
    remoteImageCount: 2,
  });
  check('images in the html itself', '<img src="data:image/png;base64,AAAA">', {
    dataImageCount: 1,
    dataImageBytes: 26,
  });
  check('nothing of nothing', '', { styles: [], localImages: [], remoteImageCount: 0, dataImageCount: 0 });
});
