// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  DiscoveredServer,
  DiscoveryConsent,
  FoundServer,
  FromProfileEditor,
  ProfileFields,
  ToProfileEditor,
} from '../../../src/protocol/profileEditor.ts';
import { ProfileEditorPage } from '../../../src/webview/profileEditor/profileEditorPage.ts';
import { emptyBody, FakeHost, find, findButton } from '../support/fakeHost.ts';
import { untouchedAdvanced } from '../../support/profileFields.ts';

let host: FakeHost<FromProfileEditor>;
let page: ProfileEditorPage;

beforeEach(() => {
  host = new FakeHost();
  page = new ProfileEditorPage(host, emptyBody());
});

const fields: ProfileFields = {
  name: 'Staging',
  scope: 'workspace',
  host: 'mail.example.test',
  port: '465',
  security: 'tls',
  auth: 'password',
  user: 'lan@example.test',
  from: '',
  replyTo: '',
  to: '',
  environment: 'test',
  ...untouchedAdvanced,
};

const gmail: FoundServer = {
  provider: { id: 'gmail', name: 'Gmail', kind: 'mailbox' },
  host: 'smtp.gmail.com',
  port: '465',
  security: 'tls',
  auth: 'password',
  user: 'lan@gmail.com',
  hint: 'Create an app password.',
  link: 'https://myaccount.google.com/apppasswords',
  linkMeaning: 'credential',
  isConfirmed: true,
};

const sendGrid: FoundServer = {
  ...gmail,
  provider: { id: 'sendgrid', name: 'SendGrid', kind: 'relay' },
  host: 'smtp.sendgrid.net',
  user: 'apikey',
};

function show(change: Partial<Extract<ToProfileEditor, { type: 'show' }>> = {}): void {
  page.handle({
    type: 'show',
    fields,
    isNew: false,
    hasPassword: true,
    canSaveInWorkspace: true,
    workspaceReason: '',
    oauthChoices: [
      { name: 'google', label: 'Google', hosts: ['smtp.gmail.com'] },
      { name: 'microsoft', label: 'Microsoft', hosts: ['smtp.office365.com'] },
    ],
    providers: [gmail.provider, sendGrid.provider],
    discovery: 'off',
    ...change,
  });
  // What it asks about its server at once is a matter of the tests of providers.
  host.posted.length = 0;
}

function input(id: string): HTMLInputElement {
  const found = find(`#${id}`);
  if (!(found instanceof HTMLInputElement)) throw new Error(`${id} is no input`);
  return found;
}

function type(id: string, value: string): void {
  input(id).value = value;
  input(id).dispatchEvent(new Event('input', { bubbles: true }));
  input(id).dispatchEvent(new Event('change', { bubbles: true }));
}

function choose(id: string): void {
  input(id).checked = true;
  input(id).dispatchEvent(new Event('change', { bubbles: true }));
}

function security(): string {
  return document.querySelector<HTMLSelectElement>('#security')?.value ?? '';
}

describe('the password', () => {
  const secret = 's3cret-canary';

  test('is never prefilled: a stored one is a placeholder', () => {
    show();
    expect(input('password').value).toBe('');
    expect(input('password').placeholder).toBe('stored');
    expect(input('password').getAttribute('autocomplete')).toBe('off');
  });

  test('stays out of attributes and state, shown or not, saved or not', () => {
    show({ hasPassword: false });
    type('password', secret);
    for (const step of [
      () => find('.password-toggle').click(),
      () => findButton('Test connection').click(),
      () => findButton('Save').click(),
      () => page.handle({ type: 'invalid', errors: { password: 'No.' } }),
      () => page.handle({ type: 'saved' }),
    ]) {
      step();
      expect(document.documentElement.outerHTML).not.toContain(secret);
      expect(host.readState()).toBeUndefined();
    }
  });

  test('is sent when typed, and left out to keep the stored one', () => {
    show();
    findButton('Save').click();
    type('password', secret);
    findButton('Save').click();
    expect(host.posted).toEqual([
      { type: 'save', fields },
      { type: 'save', fields, password: secret },
    ]);
  });

  test('is not sent where nobody signs in', () => {
    show();
    type('password', secret);
    choose('auth-none');
    findButton('Save').click();
    expect(host.posted).toEqual([{ type: 'save', fields: { ...fields, auth: 'none' } }]);
  });

  test('is gone from the page after saving', () => {
    show();
    type('password', secret);
    page.handle({ type: 'saved' });
    expect(input('password').value).toBe('');
  });

  test('that is stored is not offered for another server', () => {
    show();
    type('host', 'evil.example.test');
    expect(input('password').placeholder).toBe('');
    expect(find('#password-hint').textContent).toContain('Type it again');
    type('host', 'MAIL.example.test');
    expect(input('password').placeholder).toBe('stored');
  });
});

describe('the connection', () => {
  test('a typed port moves the encryption when the field is left', () => {
    show();
    type('port', '587');
    expect(security()).toBe('starttls');
  });

  test('digits on the way to a port move nothing', () => {
    show();
    input('port').value = '25';
    input('port').dispatchEvent(new Event('input', { bubbles: true }));
    expect(security()).toBe('tls');
  });

  test('an unusual pair is pointed out and mended with one press', () => {
    show({ fields: { ...fields, port: '587' } });
    expect(find('.remark:not(.is-info)').hidden).toBe(false);
    findButton('Use STARTTLS').click();
    expect(security()).toBe('starttls');
    expect(find('.remark:not(.is-info)').hidden).toBe(true);
  });
});

describe('errors', () => {
  test('stand under their fields, and the first one has the focus', () => {
    show();
    page.handle({ type: 'invalid', errors: { port: 'Not a port.', host: 'No host.' } });
    expect(document.activeElement?.id).toBe('host');
    expect(input('port').getAttribute('aria-invalid')).toBe('true');
    const described = input('port').getAttribute('aria-describedby') ?? '';
    expect(described.split(' ').map((id) => document.getElementById(id)?.textContent)).toContain('Not a port.');
    expect(find('.error-summary').textContent).toBe('2 fields need attention.');
  });

  test('are gone when the form is sent again', () => {
    show();
    page.handle({ type: 'invalid', errors: { host: 'No host.' } });
    findButton('Save').click();
    expect(input('host').hasAttribute('aria-invalid')).toBe(false);
    expect(find('.error-summary').textContent).toBe('');
  });

  test('a choice has them too', () => {
    show();
    page.handle({ type: 'invalid', errors: { scope: 'No folder is open.' } });
    expect(find('#scope-error').textContent).toBe('No folder is open.');
    expect(document.activeElement?.id).toBe('scope-workspace');
  });
});

test('choosing the encryption leaves a port of one’s own alone, also one whose field was never left', () => {
  show();
  input('port').value = '33797';
  input('port').dispatchEvent(new Event('input', { bubbles: true }));
  const select = document.querySelector<HTMLSelectElement>('#security');
  if (select === null) throw new Error('no select');
  select.value = 'starttls';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  expect(input('port').value).toBe('33797');
});

describe('the test', () => {
  test('runs, can be cancelled, and its button comes back', () => {
    show();
    findButton('Test connection').click();
    expect(find('.test-panel').textContent).toContain('Testing');
    findButton('Cancel test').click();
    expect(find('.test-panel').hidden).toBe(true);
    expect(findButton('Test connection')).toBeTruthy();
    expect(host.posted.map((message) => message.type)).toEqual(['test', 'cancelTest']);
  });

  test('says what happened and what to do, as text', () => {
    show();
    page.handle({ type: 'tested', ok: false, message: '<b>535</b>', remedy: 'Check it.' });
    expect(find('.test-panel').textContent).toContain('<b>535</b>');
    expect(find('.test-panel').textContent).toContain('Check it.');
  });

  test('fills its list as it goes, and keeps it with the result', () => {
    show();
    findButton('Test connection').click();
    page.handle({
      type: 'checked',
      checks: [
        { step: 'port', state: 'done', details: ['Connected to <b>127.0.0.1</b>'] },
        { step: 'greeting', state: 'running', details: [] },
      ],
    });
    expect(document.querySelectorAll('.check.is-done')).toHaveLength(1);
    expect(find('.checks').textContent).toContain('<b>127.0.0.1</b>');
    page.handle({ type: 'tested', ok: false, message: 'No.', remedy: '' });
    expect(document.querySelectorAll('.check')).toHaveLength(2);
  });

  test('what one click can mend is mended and tested again', () => {
    show();
    page.handle({
      type: 'tested',
      ok: false,
      message: 'No.',
      remedy: '',
      fix: { kind: 'connection', port: 587, security: 'starttls' },
    });
    findButton('Use port 587 with STARTTLS and test again').click();
    expect(host.posted).toEqual([{ type: 'test', fields: { ...fields, port: '587', security: 'starttls' } }]);
    page.handle({ type: 'tested', ok: false, message: 'No.', remedy: '', fix: { kind: 'user', user: 'lan@x.test' } });
    findButton('Sign in as lan@x.test and test again').click();
    expect(input('user').value).toBe('lan@x.test');
  });

  test('a certificate is pinned with one click, where it can be seen', () => {
    show();
    page.handle({ type: 'tested', ok: false, message: 'No.', remedy: '', fix: { kind: 'pin', fingerprint: 'AB:CD' } });
    findButton('Accept this certificate only, and test again').click();
    expect(host.posted).toEqual([{ type: 'test', fields: { ...fields, certificatePin: 'AB:CD' } }]);
    expect(find('#certificatePin').closest('details')?.open).toBe(true);
    // A password that is stored is for the server without the pin.
    expect(find('#password-hint').textContent).toContain('Type it again');
  });

  test('without encryption there is no certificate to pin', () => {
    show({ fields: { ...fields, security: 'none', host: 'localhost', port: '1025' } });
    expect(find('#certificatePin').closest('.field')?.hasAttribute('hidden')).toBe(true);
  });

  test('a step that comes after the test was cancelled is for nobody', () => {
    show();
    page.handle({ type: 'checked', checks: [{ step: 'port', state: 'running', details: [] }] });
    expect(find('.test-panel').hidden).toBe(true);
    expect(document.querySelectorAll('.check')).toHaveLength(0);
  });

  test('its result goes when the form changes: it was about something else', () => {
    show();
    page.handle({ type: 'tested', ok: true, message: '', remedy: '' });
    type('host', 'other.test');
    expect(find('.test-panel').hidden).toBe(true);
  });
});

describe('the form', () => {
  test('Enter in a field saves', () => {
    show();
    input('user').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    expect(host.posted).toEqual([{ type: 'save', fields }]);
  });

  test('a workspace that cannot be saved in says why', () => {
    show({ canSaveInWorkspace: false, workspaceReason: 'Open a folder first.', fields: { ...fields, scope: 'user' } });
    expect(input('scope-workspace').disabled).toBe(true);
    expect(find('#scope-workspace-hint').textContent).toBe('Open a folder first.');
  });

  test('Cancel closes', () => {
    show();
    findButton('Cancel').click();
    expect(host.posted).toEqual([{ type: 'close' }]);
  });
});

describe('the provider', () => {
  const empty: ProfileFields = { ...fields, name: '', host: '', user: '' };
  const showNew = (): void => show({ isNew: true, hasPassword: false, fields: empty });
  const answer = (server: FoundServer | undefined): void => {
    const asked = host.posted.at(-1);
    if (asked?.type !== 'lookUp') throw new Error('nothing was asked');
    page.handle({ type: 'found', question: asked.question, server });
  };
  const provider = (): HTMLSelectElement => {
    const found = find('#provider');
    if (!(found instanceof HTMLSelectElement)) throw new Error('the provider is no list');
    return found;
  };

  test('is asked about when the address is whole, not before', () => {
    showNew();
    type('address', 'lan@gmail');
    expect(host.posted).toEqual([]);
    type('address', ' lan@gmail.com');
    expect(host.posted).toEqual([{ type: 'lookUp', question: { kind: 'address', address: 'lan@gmail.com' } }]);
  });

  test('fills in all but the password', () => {
    showNew();
    type('address', 'lan@gmail.com');
    answer(gmail);
    type('password', 'abcd');
    findButton('Save').click();
    expect(host.posted.at(-1)).toEqual({
      type: 'save',
      password: 'abcd',
      fields: { ...empty, name: 'Gmail', host: 'smtp.gmail.com', user: 'lan@gmail.com' },
    });
    expect(provider().value).toBe('gmail');
    expect(document.body.textContent).toContain('Create an app password.');
    expect(find('.remark a').getAttribute('href')).toBe('https://myaccount.google.com/apppasswords');
  });

  test('leaves alone what the user typed', () => {
    showNew();
    type('host', 'mail.mine.test');
    type('name', 'Mine');
    type('address', 'lan@gmail.com');
    answer(gmail);
    expect(input('host').value).toBe('mail.mine.test');
    expect(input('name').value).toBe('Mine');
    expect(input('user').value).toBe('lan@gmail.com');
  });

  test('follows the address while it is corrected', () => {
    showNew();
    type('address', 'lan@gmail.co');
    answer(undefined);
    type('address', 'lan@gmail.com');
    answer(gmail);
    expect(input('name').value).toBe('Gmail');
    expect(input('host').value).toBe('smtp.gmail.com');
    expect(input('user').value).toBe('lan@gmail.com');
  });

  test('an answer that was overtaken changes nothing', () => {
    showNew();
    type('address', 'lan@gmail.com');
    type('address', 'lan@other.test');
    page.handle({ type: 'found', question: { kind: 'address', address: 'lan@gmail.com' }, server: gmail });
    expect(input('host').value).toBe('');
  });

  test('that is not known takes back what the one before has filled in', () => {
    showNew();
    const outlook: FoundServer = {
      ...gmail,
      host: 'smtp-mail.outlook.com',
      port: '587',
      security: 'starttls',
      auth: 'oauth2',
    };
    type('address', 'lan@outlook.com');
    answer(outlook);
    expect(input('auth-oauth2').checked).toBe(true);
    type('address', 'lan@outlook.com.congty.test');
    answer(undefined);
    expect([input('host').value, input('port').value, security()]).toEqual(['', '465', 'tls']);
    expect(input('auth-password').checked).toBe(true);
    expect(input('user').value).toBe('lan@outlook.com.congty.test');
  });

  test('that is not known leaves the servers of a profile that is there', () => {
    show({ fields: { ...fields, imapHost: 'imap.example.test', imapPort: '1993', imapSecurity: 'starttls' } });
    type('address', 'lan@congty.test');
    answer(undefined);
    expect(['host', 'imapHost', 'imapPort'].map((id) => input(id).value)).toEqual([
      'mail.example.test',
      'imap.example.test',
      '1993',
    ]);
  });

  test('that is pasted with a name is asked for without', () => {
    showNew();
    type('address', 'Nguyễn Lan <lan@gmail.com>');
    expect(host.posted.at(-1)).toEqual({ type: 'lookUp', question: { kind: 'address', address: 'lan@gmail.com' } });
    answer(gmail);
    expect([input('host').value, input('user').value]).toEqual(['smtp.gmail.com', 'lan@gmail.com']);
  });

  test('that is not known leaves a server that was typed', () => {
    showNew();
    type('host', 'mail.congty.test');
    type('address', 'lan@congty.test');
    answer(undefined);
    expect(input('host').value).toBe('mail.congty.test');
  });

  test('of a provider that takes no password chooses its sign-in', () => {
    showNew();
    type('address', 'lan@office.test');
    answer({ ...gmail, host: 'smtp.office365.com', auth: 'oauth2', user: 'lan@office.test' });
    expect(input('auth-oauth2').checked).toBe(true);
    expect(document.querySelector<HTMLSelectElement>('#oauth')?.value).toBe('microsoft');
    findButton('Save').click();
    expect(host.posted.at(-1)).toMatchObject({ type: 'save', fields: { auth: 'oauth2', oauth: 'microsoft' } });
  });

  test('that is not known leaves a usual name of the server to use', () => {
    showNew();
    type('address', 'lan@congty.test');
    answer(undefined);
    expect(input('user').value).toBe('lan@congty.test');
    expect(input('host').value).toBe('');
    findButton('Use mail.congty.test').click();
    expect(input('host').value).toBe('mail.congty.test');
  });

  test('that is chosen brings its server, whatever was typed, and the sender when the user is no address', () => {
    showNew();
    type('address', 'lan@congty.test');
    answer(undefined);
    type('host', 'mail.mine.test');
    provider().value = 'sendgrid';
    provider().dispatchEvent(new Event('change', { bubbles: true }));
    expect(host.posted.at(-1)).toEqual({
      type: 'lookUp',
      question: { kind: 'provider', id: 'sendgrid', address: 'lan@congty.test' },
    });
    answer(sendGrid);
    expect(input('host').value).toBe('smtp.sendgrid.net');
    expect(input('user').value).toBe('apikey');
    expect(input('from').value).toBe('lan@congty.test');
  });

  test('of a host typed by hand is named, and nothing is filled in', () => {
    show();
    type('host', 'smtp.gmail.com');
    answer(gmail);
    expect(provider().value).toBe('gmail');
    expect(input('user').value).toBe(fields.user);
    expect(input('name').value).toBe(fields.name);
  });

  test('without a source of its own says so', () => {
    showNew();
    type('address', 'lan@gmail.com');
    answer({ ...gmail, isConfirmed: false });
    expect(document.body.textContent).toContain('not confirmed');
  });

  test('the address is asked for in a new profile only', () => {
    show();
    expect(find('#address').closest<HTMLElement>('.field')?.hidden).toBe(true);
  });
});

describe('what is folded', () => {
  const isOpen = (field: string): boolean => find(`#${field}`).closest('details')?.open === true;
  const select = (id: string, value: string): void => {
    const control = document.querySelector<HTMLSelectElement>(`#${id}`);
    if (control === null) throw new Error(`${id} is not there`);
    control.value = value;
    control.dispatchEvent(new Event('change', { bubbles: true }));
  };

  test('is open where something of it is set, or wrong', () => {
    show();
    expect([isOpen('pop3Host'), isOpen('replyTimeoutSeconds')]).toEqual([false, false]);
    page.handle({ type: 'invalid', errors: { replyTimeoutSeconds: 'No.' } });
    expect([isOpen('pop3Host'), isOpen('replyTimeoutSeconds')]).toEqual([false, true]);
    show({ fields: { ...fields, pop3Host: 'pop.example.test' } });
    expect(isOpen('pop3Host')).toBe(true);
  });

  test('comes back as it was shown', () => {
    const all: ProfileFields = {
      ...fields,
      imapHost: 'imap.example.test',
      imapPort: '1143',
      imapSecurity: 'starttls',
      pop3Host: 'pop.example.test',
      pop3Port: '110',
      pop3Security: 'none',
      connectTimeoutSeconds: '3',
      replyTimeoutSeconds: '90',
      ehloName: 'me.example.test',
    };
    show({ fields: all });
    findButton('Save').click();
    expect(host.posted.at(-1)).toEqual({ type: 'save', fields: all });
  });

  test('the port of a mailbox goes with its encryption, unless it is an unusual one', () => {
    show({ fields: { ...fields, imapHost: 'imap.example.test' } });
    select('imapSecurity', 'starttls');
    expect(input('imapPort').value).toBe('143');
    type('imapPort', '993');
    expect(document.querySelector<HTMLSelectElement>('#imapSecurity')?.value).toBe('tls');
    type('imapPort', '1993');
    select('imapSecurity', 'starttls');
    expect(input('imapPort').value).toBe('1993');
  });

  test('a provider brings its mailbox along, and another address takes it away again', () => {
    show({ isNew: true, hasPassword: false, fields: { ...fields, name: '', host: '', user: '' } });
    const ask = (address: string, server: FoundServer | undefined): void => {
      type('address', address);
      page.handle({ type: 'found', question: { kind: 'address', address }, server });
    };
    ask('lan@gmail.com', { ...gmail, imap: { imapHost: 'imap.gmail.com', imapPort: '993', imapSecurity: 'tls' } });
    expect(input('imapHost').value).toBe('imap.gmail.com');
    ask('lan@congty.test', sendGrid);
    expect(input('imapHost').value).toBe('');
  });
});

describe('a server that is looked up on the network', () => {
  const discovered: DiscoveredServer = {
    host: 'mx.shop.test',
    port: '465',
    security: 'tls',
    auth: 'password',
    user: 'lan@shop.test',
    source: 'provider',
    isForeign: false,
    hasAnswered: true,
  };
  const address = 'lan@shop.test';

  function typeUnknown(discovery: DiscoveryConsent): void {
    show({ isNew: true, hasPassword: false, discovery, fields: { ...fields, name: '', host: '', user: '' } });
    input('address').value = address;
    input('address').dispatchEvent(new Event('input', { bubbles: true }));
    page.handle({ type: 'found', question: { kind: 'address', address }, server: undefined });
    host.posted.length = 0;
  }

  function leave(): void {
    input('address').dispatchEvent(new Event('change', { bubbles: true }));
  }

  test('is asked for by nobody but the user', () => {
    typeUnknown('ask');
    leave();
    expect(host.posted).toEqual([]);
    expect(document.body.textContent).toContain('Only “shop.test” leaves this computer');
    findButton('Look up the server').click();
    expect(host.posted).toEqual([{ type: 'discover', address }]);
  });

  test('is not offered where that is switched off', () => {
    typeUnknown('off');
    leave();
    expect(host.posted).toEqual([]);
    expect(document.body.textContent).not.toContain('Look up');
  });

  test('is asked for when the address is left, once the user has agreed', () => {
    typeUnknown('on');
    expect(host.posted).toEqual([]);
    leave();
    expect(host.posted).toEqual([{ type: 'discover', address }]);
  });

  test('is filled in when it belongs to the domain', () => {
    typeUnknown('on');
    leave();
    page.handle({ type: 'discovering', address, source: 'srv' });
    expect(document.body.textContent).toContain('Looking up the services of shop.test');
    page.handle({ type: 'discovered', address, server: discovered });
    expect(input('host').value).toBe('mx.shop.test');
    expect(input('user').value).toBe(address);
    expect(document.body.textContent).toContain('shop.test says that its server is mx.shop.test:465.');
  });

  test('is shown and not filled in when it does not, until it is chosen', () => {
    typeUnknown('on');
    leave();
    page.handle({ type: 'discovered', address, server: { ...discovered, host: 'smtp.other.test', isForeign: true } });
    expect(input('host').value).toBe('');
    expect(document.body.textContent).toContain('smtp.other.test is not part of shop.test');
    findButton('Use smtp.other.test').click();
    expect(input('host').value).toBe('smtp.other.test');
    expect(document.activeElement?.id).toBe('password');
  });

  test('that did not answer is told as such', () => {
    typeUnknown('on');
    leave();
    page.handle({ type: 'discovered', address, server: { ...discovered, hasAnswered: false } });
    expect(document.body.textContent).toContain('mx.shop.test:465 did not answer');
  });

  test('of an address that was changed meanwhile is nobody’s', () => {
    typeUnknown('on');
    leave();
    type('address', 'lan@other.test');
    expect(host.posted).toContainEqual({ type: 'cancelDiscovery' });
    page.handle({ type: 'discovered', address, server: discovered });
    expect(input('host').value).toBe('');
  });

  test('can be given up', () => {
    typeUnknown('on');
    leave();
    document.querySelector<HTMLButtonElement>('.remark .link-button')?.click();
    expect(host.posted.at(-1)).toEqual({ type: 'cancelDiscovery' });
    page.handle({ type: 'discovered', address, server: discovered });
    expect(input('host').value).toBe('');
  });

  test('that was not found leaves the usual name to use', () => {
    typeUnknown('on');
    leave();
    page.handle({ type: 'discovered', address, server: undefined });
    findButton('Use mail.shop.test').click();
    expect(input('host').value).toBe('mail.shop.test');
  });
});

describe('the mailbox of the account', () => {
  const withMailbox = { ...fields, imapHost: 'imap.example.test', imapPort: '993', imapSecurity: 'tls' };
  const testButton = (): HTMLButtonElement => findButton('Test mailbox');

  test('is open where there is one, and tested with the fields as they are', () => {
    show({ fields: withMailbox });
    expect(find('.mailbox-test').closest('details')?.open).toBe(true);
    testButton().click();
    expect(host.posted).toEqual([{ type: 'testMailbox', fields: withMailbox }]);
    expect(find('.mailbox-result').textContent).toBe('Testing the connection…');
    expect(testButton().disabled).toBe(true);
  });

  test('says what came of the test beside the button, until something is changed', () => {
    show({ fields: withMailbox });
    page.handle({ type: 'mailboxTested', ok: false, message: 'imap.example.test:993 refused <b>it</b>.' });
    expect(find('.mailbox-result').textContent).toBe('imap.example.test:993 refused <b>it</b>.');
    expect(testButton().disabled).toBe(false);
    type('imapHost', 'other.example.test');
    expect(find('.mailbox-result').textContent).toBe('');
  });

  test('without a host there is nothing to test', () => {
    show();
    expect(testButton().disabled).toBe(true);
    type('imapHost', 'imap.example.test');
    expect(testButton().disabled).toBe(false);
  });
});
