import { expect, test } from 'vitest';
import { imageAddress } from '../../../src/webview/mailFrame/imageAddress.ts';

const baseUrl = 'https://file+.vscode-resource.vscode-cdn.net/work/mails/orders/';
const rootUrl = 'https://file+.vscode-resource.vscode-cdn.net/work/mails/';

function check(address: string, wanted: string, folders: { baseUrl?: string; rootUrl?: string } = { baseUrl }): void {
  const found = imageAddress(address, folders);
  const shown = 'url' in found ? `${found.kind} ${found.url.replace(rootUrl, '…/')}` : found.kind;
  expect(shown).toBe(wanted);
}

test.each([
  ['logo.png', 'local …/orders/logo.png'],
  ['./images/logo.png', 'local …/orders/images/logo.png'],
  ['images\\logo.png', 'local …/orders/images/logo.png'],
  ['a b.png', 'local …/orders/a%20b.png'],
  ['a%20b.png', 'local …/orders/a%20b.png'],
  ['ảnh.png', 'local …/orders/%E1%BA%A3nh.png'],
  ['logo.png?v=2#x', 'local …/orders/logo.png'],
  ['images/../logo.png', 'local …/orders/logo.png'],
  ['/logo.png', 'local …/orders/logo.png'],
])('%s is a file in the template’s folder', (address, wanted) => check(address, wanted));

test.each([
  '../secret.png',
  'images/../../secret.png',
  '%2e%2e/secret.png',
  '..%2fsecret.png',
  '..%5csecret.png',
  '..%252fsecret.png',
  'a%00.png',
  '..\\secret.png',
  '/../secret.png',
])('%s does not leave the folder', (address) => check(address, 'unavailable'));

test('a wider root lets addresses climb to it and no further', () => {
  const folders = { baseUrl, rootUrl };
  check('../shared/logo.png', 'local …/shared/logo.png', folders);
  check('/shared/logo.png', 'local …/shared/logo.png', folders);
  check('../../other/logo.png', 'unavailable', folders);
});

test('a folder whose name merely begins the same is another one', () => {
  check('../orders-secret/a.png', 'unavailable');
});

test.each([
  ['https://cdn.example/a.png', 'remote https://cdn.example/a.png'],
  ['HTTP://cdn.example/a.png', 'remote http://cdn.example/a.png'],
  ['//cdn.example/a.png', 'remote https://cdn.example/a.png'],
  ['\\\\cdn.example\\a.png', 'remote https://cdn.example/a.png'],
  ['  https://cdn.example/a.png ', 'remote https://cdn.example/a.png'],
  ['https://x.vscode-cdn.net/a.png', 'remote https://x.vscode-cdn.net/a.png'],
])('%s is on the network', (address, wanted) => check(address, wanted));

test.each([
  'file:///etc/passwd',
  'cid:logo@mail',
  'javascript:1',
  'data:text/html,x',
  'blob:x',
  '',
  'http://',
  'C:\\a.png',
])('%s cannot be shown', (address) => check(address, 'unavailable'));

test('an embedded image stays', () => check('data:image/png;base64,AA==', 'embedded'));

test('a message has no folder', () => check('logo.png', 'unavailable', {}));
