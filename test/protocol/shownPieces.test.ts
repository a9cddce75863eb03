import { describe, expect, test } from 'vitest';
import type { HtmlPiece } from '../../src/core/render/renderResult.ts';
import { PieceReceiver, PieceSender } from '../../src/protocol/shownPieces.ts';

/** `1a 2b`: piece 1 with the text a, piece 2 with the text b. */
function pieces(short: string): readonly HtmlPiece[] {
  return short.split(' ').map((piece) => ({ id: parseInt(piece), html: piece.replace(/^\d+/, '') }));
}

/** What travels for each mail in turn; the other end always has the mail then. */
function check(mails: readonly string[], travelled: readonly string[]): void {
  const sender = new PieceSender();
  const receiver = new PieceReceiver();
  const sent = mails.map((mail) => {
    const message = sender.pack(pieces(mail));
    expect(receiver.unpack(message)).toEqual(pieces(mail));
    return message.fresh.map(({ id, html }) => `${id}${html}`).join(' ');
  });
  expect(sent).toEqual(travelled);
}

describe('of a mail travels', () => {
  test('all the first time, and what is new after that', () => check(['1a 2b', '1a 3c', '3c'], ['1a 2b', '3c', '']));
  test('once what it has twice', () => check(['1a 1a', '1a 1a 2b'], ['1a', '2b']));
  test('again what an earlier mail but one had', () => check(['1a 2b', '1a', '1a 2b'], ['1a 2b', '', '2b']));
  test('again a number that has another text, as after a restart of the process', () =>
    check(['1a 2b', '1c 2b'], ['1a 2b', '1c']));
});

test('whoever lacks a piece says so, and gets all', () => {
  const sender = new PieceSender();
  const receiver = new PieceReceiver();
  sender.pack(pieces('1a 2b'));
  expect(receiver.unpack(sender.pack(pieces('1a 3c')))).toBeUndefined();
  sender.forget();
  expect(receiver.unpack(sender.pack(pieces('1a 3c')))).toEqual(pieces('1a 3c'));
});
