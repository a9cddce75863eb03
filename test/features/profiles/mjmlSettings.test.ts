import { beforeEach, expect, test } from 'vitest';
import { importedFromJson } from '../../../src/core/profiles/importProfiles.ts';
import { mjmlSettings } from '../../../src/features/profiles/mjmlSettings.ts';
import { Uri, window as shown, workspace } from '../../support/fakeVscode.ts';

const account = (host: string, pass?: string): unknown => ({ host, auth: { user: 'lan', pass } });

beforeEach(() => {
  shown.told.length = workspace.updated.length = 0;
  workspace.isTrusted = true;
  workspace.settings = {
    'mjml.nodemailer': {
      user: account('user.test', 'mine'),
      workspace: account('workspace.test', 'ours'),
      folder: { '/web': account('web.test', 'theirs'), '/app': {} },
    },
    'mjml.mailFromName': { user: 'Lan' },
    'mjml.mailSender': { user: 'lan@user.test', workspace: 'shop@workspace.test' },
    'mjml.mailRecipients': { folder: { '/web': 'qa@web.test' } },
  };
  workspace.workspaceFolders = ['web', 'app'].map((name) => ({ name, uri: Uri.file(`/${name}`) }));
});

function found(): readonly string[] {
  return mjmlSettings(importedFromJson).flatMap(({ place, found: accounts }) =>
    accounts.map((each) => {
      if (each.kind === 'invalid') return `${place}: invalid`;
      const { host, from = '-', to } = each.profile;
      return `${place}: ${host}, ${each.password}, ${from}, ${to.join() || '-'}`;
    }),
  );
}

test('each place by itself has an account: the user, the workspace, each of several folders', () => {
  expect(found()).toEqual([
    'All Workspaces: user.test, mine, Lan <lan@user.test>, -',
    'This Workspace: workspace.test, ours, shop@workspace.test, -',
    'web: web.test, theirs, -, qa@web.test',
  ]);
});

test('the only folder of a workspace is the workspace', () => {
  workspace.workspaceFolders = workspace.workspaceFolders.slice(0, 1);
  expect(found().map((line) => line.split(':')[0])).toEqual(['All Workspaces', 'This Workspace']);
});

test('of a workspace that is not trusted nothing is read', () => {
  workspace.isTrusted = false;
  expect(found().map((line) => line.split(':')[0])).toEqual(['All Workspaces']);
});

test('the password is removed where it stood, and nothing else', async () => {
  await mjmlSettings(importedFromJson)[2]?.removePassword();
  expect(shown.told).toEqual(['The password still stands readable in the setting mjml.nodemailer.']);
  expect(workspace.updated).toEqual([['nodemailer', { host: 'web.test', auth: { user: 'lan' } }, 3, '/web']]);
});

test('a password in a URL is removed from it', async () => {
  workspace.settings = { 'mjml.nodemailer': { user: { url: 'smtps://lan:mine@user.test/?pool=true' } } };
  await mjmlSettings(importedFromJson)[0]?.removePassword();
  expect(workspace.updated).toEqual([['nodemailer', { url: 'smtps://lan@user.test/?pool=true' }, 1, undefined]]);
});

test('what was not imported is not offered to be removed', async () => {
  const auth = { type: 'OAuth2', user: 'lan', pass: 'kept' };
  workspace.settings = { 'mjml.nodemailer': { user: { host: 'smtp.gmail.com', auth } } };
  await mjmlSettings(importedFromJson)[0]?.removePassword();
  expect([shown.told, workspace.updated]).toEqual([[], []]);
});
