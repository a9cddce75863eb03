import { describe, expect, test } from 'vitest';
import { parseFromMessage } from '../../src/protocol/message.ts';
import { parseFromPreview } from '../../src/protocol/preview.ts';
import { parseFromProfileEditor, type ProfileFields } from '../../src/protocol/profileEditor.ts';
import { untouchedAdvanced } from '../support/profileFields.ts';

const notMessages: readonly unknown[] = [
  undefined,
  null,
  0,
  'ready',
  [],
  {},
  { type: 1 },
  { type: 'toString' },
  { type: '__proto__' },
  { type: ['ready'] },
  { type: { toString: () => 'ready' } },
];

describe('messages from the preview', () => {
  test.each([
    [{ type: 'ready', extra: 1 }, { type: 'ready' }],
    [
      { type: 'goToProblem', revision: 3, index: 0 },
      { type: 'goToProblem', revision: 3, index: 0 },
    ],
    [
      { type: 'openLink', href: 'https://a' },
      { type: 'openLink', href: 'https://a' },
    ],
    [
      { type: 'showTab', tab: 'text' },
      { type: 'showTab', tab: 'text' },
    ],
    [
      { type: 'addMissing', revision: 3, index: 0 },
      { type: 'addMissing', revision: 3, index: 0 },
    ],
    [
      { type: 'findMissing', revision: 3, index: 1 },
      { type: 'findMissing', revision: 3, index: 1 },
    ],
    [
      { type: 'savePicture', url: 'data:image/png;base64,iVBOR', widthPx: 600, missingImageCount: 0, other: 1 },
      { type: 'savePicture', url: 'data:image/png;base64,iVBOR', widthPx: 600, missingImageCount: 0 },
    ],
    [
      { type: 'showGrid', isShown: true },
      { type: 'showGrid', isShown: true },
    ],
    [{ type: 'selectDataSet' }, { type: 'selectDataSet' }],
    [
      { type: 'selectDataSet', name: 'b' },
      { type: 'selectDataSet', name: 'b' },
    ],
    [
      { type: 'showRemoteImages', allowed: true },
      { type: 'showRemoteImages', allowed: true },
    ],
  ])('%j is taken without what does not belong to it', (given, wanted) => {
    expect(parseFromPreview(given)).toEqual(wanted);
  });

  test.each([
    ...notMessages,
    { type: 'goToProblem', revision: 1, index: '0' },
    { type: 'goToProblem', revision: 1, index: 0.5 },
    { type: 'goToProblem', revision: Number.NaN, index: 0 },
    { type: 'goToProblem', index: 0 },
    { type: 'savePicture', url: 'https://example.com/1.png', widthPx: 600, missingImageCount: 0 },
    { type: 'savePicture', url: 'data:text/html;base64,iVBOR', widthPx: 600, missingImageCount: 0 },
    { type: 'savePicture', url: '', widthPx: 'wide', missingImageCount: 0 },
    { type: 'savePicture', url: '', widthPx: 600 },
    { type: 'showGrid', isShown: 1 },
    { type: 'addMissing', revision: 1 },
    { type: 'showTab' },
    { type: 'showTab', tab: 'other' },
    { type: 'openLink', href: 1 },
    { type: 'openLink' },
    { type: 'openLink', href: 'x'.repeat(8193) },
    { type: 'selectDataSet', name: { toString: () => 'b' } },
    { type: 'showRemoteImages', allowed: 'yes' },
  ])('%j is no message', (given) => {
    expect(parseFromPreview(given)).toBeUndefined();
  });
});

describe('messages from the message viewer', () => {
  test.each([
    ...notMessages,
    { type: 'openLink' },
    { type: 'openLink', href: [] },
    { type: 'copyLink', href: 'x'.repeat(10_000) },
    { type: 'showRemoteImages' },
    { type: 'savePart' },
    { type: 'savePart', index: -1 },
    { type: 'openPart', index: 1.5 },
    { type: 'readSource', start: '0' },
    { type: 'readSource', start: Number.MAX_VALUE },
  ])('%j is no message', (given) => {
    expect(parseFromMessage(given)).toBeUndefined();
  });

  test('a link is taken as it is written', () => {
    expect(parseFromMessage({ type: 'openLink', href: 'javascript:1' })).toEqual({
      type: 'openLink',
      href: 'javascript:1',
    });
  });
});

describe('messages from the profile form', () => {
  const fields: ProfileFields = {
    name: 'n',
    scope: 'user',
    host: 'h',
    port: '25',
    security: 'none',
    auth: 'none',
    user: '',
    from: '',
    replyTo: '',
    to: '',
    environment: 'test',
    ...untouchedAdvanced,
  };

  test.each([
    { kind: 'address', address: 'lan@gmail.com' },
    { kind: 'provider', id: 'gmail', address: '' },
    { kind: 'host', host: 'smtp.gmail.com' },
  ])('a question about a server: %o', (question) => {
    expect(parseFromProfileEditor({ type: 'lookUp', question, extra: 1 })).toEqual({ type: 'lookUp', question });
  });

  test.each([undefined, {}, { kind: 'address' }, { kind: 'host', host: 1 }, { kind: 'provider', id: 'gmail' }])(
    'no question about a server: %o',
    (question) => expect(parseFromProfileEditor({ type: 'lookUp', question })).toBeUndefined(),
  );

  test('an address to look up is a text of a sane length', () => {
    expect(parseFromProfileEditor({ type: 'discover', address: `a@${'b'.repeat(1000)}` })).toEqual({
      type: 'discover',
      address: expect.stringMatching(/^.{320}$/),
    });
    expect(parseFromProfileEditor({ type: 'discover', address: 1 })).toBeUndefined();
    expect(parseFromProfileEditor({ type: 'cancelDiscovery', more: 1 })).toEqual({ type: 'cancelDiscovery' });
  });

  test('unknown fields do not get through', () => {
    const given = {
      type: 'save',
      fields: { ...fields, secret: 's', __proto__: { admin: true } },
      password: 'p',
      more: 1,
    };
    expect(parseFromProfileEditor(given)).toEqual({ type: 'save', fields, password: 'p' });
  });

  test('a password that is no text is none', () => {
    expect(parseFromProfileEditor({ type: 'test', fields, password: 7 })).toEqual({ type: 'test', fields });
  });

  test.each([
    ...notMessages,
    { type: 'save' },
    { type: 'save', fields: null },
    { type: 'save', fields: { ...fields, port: 25 } },
    { type: 'save', fields: { ...fields, scope: 'machine' } },
    { type: 'save', fields: { ...fields, host: undefined } },
  ])('%j is no message', (given) => {
    expect(parseFromProfileEditor(given)).toBeUndefined();
  });
});
