// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import type { FromProfileEditor, ProfileFields, ShownSignIn } from '../../../src/protocol/profileEditor.ts';
import { OAuthFields } from '../../../src/webview/profileEditor/oauthFields.ts';
import { untouchedAdvanced } from '../../support/profileFields.ts';

const fields: ProfileFields = {
  name: 'Work',
  scope: 'user',
  host: 'smtp.office365.com',
  port: '587',
  security: 'starttls',
  auth: 'oauth2',
  user: 'lan@example.com',
  from: '',
  replyTo: '',
  to: '',
  environment: 'test',
  ...untouchedAdvanced,
};
const signedOut: ShownSignIn = { canSignIn: true, asksFor: 'Asks to send.', note: '' };

let asked: [type: FromProfileEditor['type'], revision: number][];
let part: OAuthFields;
beforeEach(() => {
  asked = [];
  const note = (type: FromProfileEditor['type']) => (revision: number) => void asked.push([type, revision]);
  part = new OAuthFields({
    onInput: () => undefined,
    ask: note('askSignIn'),
    signIn: note('signIn'),
    signOut: note('signOut'),
    openGuide: () => undefined,
  });
  document.body.replaceChildren(...part.elements);
  part.offer([
    { name: 'google', label: 'Google', hosts: ['smtp.gmail.com'] },
    { name: 'microsoft', label: 'Microsoft', hosts: ['smtp.office365.com'] },
  ]);
});

/** As a profile has it. */
function choose(oauth: string): void {
  part.fill(chosen(oauth));
}

function chosen(oauth: string): Pick<ProfileFields, 'oauth'> {
  return { oauth };
}

const shownText = (): string =>
  [...document.querySelectorAll<HTMLElement>('p, .sign-in-status')]
    .filter((line) => !line.hidden)
    .map((line) => line.textContent)
    .join('\n');
const button = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find((each) => each.textContent === name && !each.hidden);
  if (found === undefined) throw new Error(`There is no button "${name}".`);
  return found;
};

test('choosing OAuth chooses the provider that the server belongs to', () => {
  choose('');
  part.refresh(fields, { isNewChoice: true });
  expect(part.values).toEqual({ oauth: 'microsoft' });
});

test('another way to sign in keeps what was chosen, and asks nothing', () => {
  choose('google');
  part.refresh({ ...fields, auth: 'password' }, { isNewChoice: false });
  expect([part.values, asked]).toEqual([{ oauth: 'google' }, []]);
});

test('a provider that is not in the settings any more stays what it is', () => {
  choose('gone');
  part.refresh(fields, { isNewChoice: false });
  expect(part.values).toEqual({ oauth: 'gone' });
});

test('who is signed in is asked once for the same destination, and again for another', () => {
  choose('microsoft');
  part.refresh(fields, { isNewChoice: false });
  part.refresh({ ...fields, to: 'x@example.com' }, { isNewChoice: false });
  part.refresh({ ...fields, host: 'other.example.com' }, { isNewChoice: false });
  expect(asked).toEqual([
    ['askSignIn', 1],
    ['askSignIn', 2],
  ]);
});

test('an answer that was overtaken is for nobody', () => {
  choose('microsoft');
  part.refresh(fields, { isNewChoice: false });
  part.refresh({ ...fields, user: 'an@example.com' }, { isNewChoice: false });
  part.take(1, { ...signedOut, account: 'lan@example.com' });
  expect(shownText()).not.toContain('lan@example.com');
  part.take(2, { ...signedOut, account: 'an@example.com' });
  expect(shownText()).toContain('Signed in as an@example.com');
});

test('signing in shows that it is under way, and then what came of it', () => {
  choose('microsoft');
  part.refresh(fields, { isNewChoice: false });
  part.take(1, signedOut);
  button('Sign in…').click();
  expect(shownText()).toContain('Signing in');
  // A key that is typed meanwhile asks nothing: the answer to come is the one that counts.
  part.refresh({ ...fields, user: 'x' }, { isNewChoice: false });
  expect(asked.at(-1)).toEqual(['signIn', 2]);
  part.take(2, { ...signedOut, problem: 'No <b>permission</b>.' });
  expect(shownText()).toContain('Not signed in');
  expect(shownText()).toContain('No <b>permission</b>.');
  expect(document.querySelector('b')).toBeNull();
});

test('who is signed in can sign out', () => {
  choose('microsoft');
  part.refresh(fields, { isNewChoice: false });
  part.take(1, { ...signedOut, account: 'lan@example.com' });
  button('Sign out').click();
  expect(asked.at(-1)).toEqual(['signOut', 2]);
});
