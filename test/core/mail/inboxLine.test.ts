import { describe, expect, test } from 'vitest';
import { readInboxLine } from '../../../src/core/mail/inboxLine.ts';

/** The line as `preheader ~filler~ what follows`; without a preheader only the last. */
function check(name: string, html: string, expected: string): void {
  test(name, () => {
    const { preheader, fillerLength, follows } = readInboxLine(html);
    const filler = fillerLength > 1 ? ` ~${fillerLength}~ ` : ' | ';
    expect(preheader === '' ? follows : `${preheader}${filler}${follows}`).toBe(expected);
  });
}

const hidden = (text: string): string => `<div style="display:none">${text}</div>`;

describe('a line of a list of messages', () => {
  check(
    'begins with the preheader and goes on with the body',
    `<body>${hidden('Soon')}<p>Hi <b>A</b>da</p>`,
    'Soon | Hi Ada',
  );
  check('begins with the body where there is no preheader', '<body><h1>Hi</h1><p>there', 'Hi there');
  check('of an empty mail is empty', '', '');
  check('has the alternative texts of pictures', '<body><img alt="Acme &amp; Co" src="a"><p>Hi', 'Acme & Co Hi');
  check(
    'has no titles, styles and comments',
    '<title>T</title><style>p{}</style><!-- c --><p>Hi<!-- d --> you',
    'Hi you',
  );
  check(
    'has nothing of what is for Outlook',
    '<body><!--[if mso]><p>Word</p><![endif]--><!--[if !mso]><!--><p>Hi<!--<![endif]-->',
    'Hi',
  );
  check(
    'has no preheader that the body does not begin with',
    `<body><p>View online</p>${hidden('Soon')}`,
    'View online Soon',
  );
  check('counts fillers', `<body>${hidden('Soon &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;')}<p>Hi`, 'Soon ~8~ Hi');
  check('counts blanks that do not break', `<body>${hidden('Soon')}${hidden('&nbsp;&nbsp;&nbsp;')}Hi`, 'Soon ~5~ Hi');
  check('has blanks that do not break as blanks', '<body>10&nbsp;€', '10 €');
  check('has emoji whole', `<body>${hidden('🎉 Soon')}Hi`, '🎉 Soon | Hi');
  check('with a preheader alone has nothing that follows', `<body>${hidden('Soon')}`, 'Soon | ');
});

describe('hostile html', () => {
  check('that opens comments and never closes them', `<body>Hi${'<!--'.repeat(50_000)}`, 'Hi');
  check('of nothing but tags', `<body>${'<b>'.repeat(50_000)}`, '');
  check('of angle brackets', `<body>${'<'.repeat(50_000)}`, '');
});
