import { describe, expect, test } from 'vitest';
import {
  changePort,
  changeSecurity,
  connectionOf,
  connectionRemark,
  isLoopback,
} from '../../../src/webview/profileEditor/connection.ts';

interface Setting {
  readonly host?: string;
  readonly auth?: string;
}

/** Starts from a pair such as `587 starttls`, does each step (`port 465`, `security tls`) and says the pair it ends with. */
function check(start: string, steps: readonly string[], wanted: string, setting: Setting = {}): void {
  const place = { host: 'mail.example.test', auth: 'password', ...setting };
  const [port = '', security = ''] = start.split(' ');
  let connection = connectionOf({ port: port.replace('-', ''), security, ...place });
  for (const step of steps) {
    const [field, value = ''] = step.split(' ');
    connection = (field === 'port' ? changePort : changeSecurity)(connection, value, place);
  }
  expect(`${connection.port} ${connection.security}`).toBe(wanted);
}

describe('port and encryption move together', () => {
  test('the port moves the encryption', () => {
    check('587 starttls', ['port 465'], '465 tls');
    check('465 tls', ['port 587'], '587 starttls');
    check('465 tls', ['port 587', 'port 465', 'port 587'], '587 starttls');
  });

  test('the encryption moves the port', () => {
    check('587 starttls', ['security tls'], '465 tls');
    check('465 tls', ['security starttls'], '587 starttls');
    check('- tls', ['security starttls'], '587 starttls');
  });

  test('the ports that relays have beside the usual ones are a pair of their own', () => {
    check('587 starttls', ['port 2465'], '2465 tls');
    check('2465 tls', ['security starttls'], '2587 starttls');
    check('2587 starttls', ['security tls'], '2465 tls');
  });

  test('local ports have no encryption', () => {
    check('587 starttls', ['port 1025'], '1025 none');
    check('587 starttls', ['security none'], '1025 none', { host: 'localhost' });
    check('587 starttls', ['security none'], '25 none', { auth: 'none' });
  });

  test('a relay port has none where nobody signs in, and STARTTLS where a password would be readable', () => {
    check('465 tls', ['port 25'], '25 none', { auth: 'none' });
    check('465 tls', ['port 2525'], '2525 none', { host: '127.0.0.1' });
    check('465 tls', ['port 2525'], '2525 starttls');
    check('465 tls', ['port 25'], '25 starttls', { auth: 'oauth2' });
  });

  test('a port of the user’s own changes nothing and is not changed', () => {
    check('465 tls', ['port 4465'], '4465 tls');
    check('4465 tls', ['security starttls'], '4465 starttls');
  });
});

describe('the user may disagree', () => {
  test('changing back what was moved keeps the other', () => {
    check('587 starttls', ['port 465', 'security none'], '465 none');
    check('587 starttls', ['security tls', 'port 587'], '587 tls');
  });

  test('afterwards nothing moves until the two fit again', () => {
    check('587 starttls', ['security tls', 'port 587', 'security none'], '587 none');
    check('587 starttls', ['security tls', 'port 587', 'port 465', 'security starttls'], '587 starttls');
  });

  test('a pair that was saved like this stays', () => {
    check('465 starttls', ['security none'], '465 none');
    check('465 starttls', ['port 587'], '587 starttls');
  });
});

describe('remarks', () => {
  test.each([
    ['465', 'tls', 'fine'],
    ['587', 'starttls', 'fine'],
    ['2465', 'tls', 'fine'],
    ['465', 'starttls', 'unusual tls'],
    ['2465', 'starttls', 'unusual tls'],
    ['2587', 'tls', 'unusual starttls'],
    ['1025', 'starttls', 'fine'],
    ['587', 'tls', 'unusual starttls'],
    ['25', 'tls', 'unusual starttls'],
    ['1025', 'tls', 'unusual none'],
    ['25', 'none', 'passwordUnencrypted'],
    ['465', 'none', 'passwordUnencrypted'],
  ])('%s with %s is %s', (port, security, wanted) => {
    const remark = connectionRemark({ port, security, host: 'mail.test', auth: 'password' });
    expect(remark.kind === 'unusual' ? `unusual ${remark.wanted}` : remark.kind).toBe(wanted);
  });

  test('a token is not sent unencrypted either', () => {
    expect(connectionRemark({ port: '25', security: 'none', host: 'mail.test', auth: 'oauth2' }).kind).toBe(
      'passwordUnencrypted',
    );
  });

  test('without a password, no encryption is only worth a word', () => {
    expect(connectionRemark({ port: '25', security: 'none', host: 'mail.test', auth: 'none' }).kind).toBe(
      'unencrypted',
    );
  });

  test('on this computer, no encryption is fine', () => {
    expect(connectionRemark({ port: '1025', security: 'none', host: 'localhost', auth: 'password' }).kind).toBe('fine');
  });
});

test.each([
  ['localhost', true],
  ['LOCALHOST ', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['10.0.0.1', false],
  ['', false],
])('%j is this computer: %s', (host, wanted) => {
  expect(isLoopback(host)).toBe(wanted);
});
