import * as vscode from 'vscode';
import { commands, settings } from '../../commands.ts';
import { isRecord } from '../../core/isRecord.ts';
import type { OAuthProvider } from '../../core/oauth/provider.ts';
import type { ClientSecrets } from './clientSecrets.ts';
import { showWarning } from '../notify.ts';
import { labelOfSource, tokenSource } from './tokenSources.ts';

/**
 * The provider that a profile names, with what is still missing asked of the user: the id of their own client. It becomes part of
 * the user's settings. undefined: there is none, and the user knows why.
 */
export async function providerWithClient(name: string): Promise<OAuthProvider | undefined> {
  const found = tokenSource(name);
  if (found.kind === 'usable') return found.source.kind === 'command' ? undefined : found.source;
  const isKnown = name === 'google' || name === 'microsoft';
  if (found.kind === 'unusable' || !isKnown) {
    const open = vscode.l10n.t('Open Settings');
    const reason =
      found.kind === 'unusable'
        ? vscode.l10n.t('The provider "{0}" is not usable: {1}', name, found.reason)
        : vscode.l10n.t('There is no provider "{0}" in the setting {1}.', name, settings.oauthProviders);
    if ((await showWarning(reason, open)) === open) await openProviderSettings();
    return undefined;
  }
  const clientId = await askWithGuide({
    title: vscode.l10n.t('Sign in with {0}: client ID', labelOfSource(name)),
    prompt:
      name === 'google'
        ? vscode.l10n.t(
            'The ID of your own client of the type Desktop app. The guide shows how to make one, in about five minutes.',
          )
        : vscode.l10n.t(
            'The Application (client) ID of your own app registration. The guide shows how to make one, in about five minutes.',
          ),
    placeHolder:
      name === 'google' ? '1234567890-abc.apps.googleusercontent.com' : '00000000-0000-0000-0000-000000000000',
    password: false,
  });
  if (clientId === undefined) return undefined;
  const tenant = name === 'microsoft' ? await askTenant() : undefined;
  if (name === 'microsoft' && tenant === undefined) return undefined;
  const before = vscode.workspace.getConfiguration().inspect(settings.oauthProviders)?.globalValue;
  const entry = {
    ...(isRecord(before) && isRecord(before[name]) ? before[name] : {}),
    clientId,
    ...(tenant === undefined ? {} : { tenant }),
  };
  await vscode.workspace
    .getConfiguration()
    .update(
      settings.oauthProviders,
      { ...(isRecord(before) ? before : {}), [name]: entry },
      vscode.ConfigurationTarget.Global,
    );
  const made = tokenSource(name);
  return made.kind === 'usable' && made.source.kind !== 'command' ? made.source : undefined;
}

/** undefined with `isWanted`: the user gave none. */
export async function clientSecretOf(
  provider: OAuthProvider,
  secrets: ClientSecrets,
): Promise<{ readonly value: string | undefined } | undefined> {
  if (provider.clientSecret === 'none') return { value: undefined };
  const stored = await secrets.read(provider);
  if (stored !== undefined) return { value: stored };
  const typed = await askWithGuide({
    title: vscode.l10n.t('Sign in with {0}: client secret', provider.label),
    prompt: vscode.l10n.t('It stands beside the client ID. Kept in the secret storage of VS Code.'),
    placeHolder: provider.kind === 'google' ? 'GOCSPX-...' : '',
    password: true,
  });
  if (typed === undefined) return undefined;
  await secrets.store(provider, typed);
  return { value: typed };
}

export async function openProviderSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson', {
    revealSetting: { key: settings.oauthProviders, edit: true },
  });
}

async function askTenant(): Promise<string | undefined> {
  const tenants = [
    { label: vscode.l10n.t('Work or school accounts'), description: 'organizations', tenant: 'organizations' },
    { label: vscode.l10n.t('Personal accounts, as of Outlook.com'), description: 'consumers', tenant: 'consumers' },
    { label: vscode.l10n.t('Both'), description: 'common', tenant: 'common' },
    { label: vscode.l10n.t('One organisation...'), description: vscode.l10n.t('its tenant ID or domain'), tenant: '' },
  ];
  const picked = await vscode.window.showQuickPick(tenants, {
    title: vscode.l10n.t('Which accounts is the app for?'),
    placeHolder: vscode.l10n.t('As chosen under "Supported account types" when it was registered'),
    ignoreFocusOut: true,
  });
  if (picked?.tenant !== '') return picked?.tenant;
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Tenant ID or domain'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[0-9a-z][0-9a-z.-]{0,99}$/i.test(text) ? undefined : vscode.l10n.t('Letters, digits, dots and hyphens.'),
  });
}

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder: string;
  readonly password: boolean;
}

/** A text, with a button that opens the guide beside it. undefined: dismissed. */
function askWithGuide({ title, prompt, placeHolder, password }: Question): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  const guide: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('question'),
    tooltip: vscode.l10n.t('Open the Guide'),
  };
  Object.assign(input, { title, prompt, placeholder: placeHolder, password, ignoreFocusOut: true, buttons: [guide] });
  return new Promise((resolve) => {
    input.onDidTriggerButton(() => void vscode.commands.executeCommand(commands.openOAuthGuide));
    input.onDidAccept(() => {
      const text = input.value.trim();
      if (text === '') return;
      resolve(text);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
