import * as vscode from 'vscode';
import { isRecord } from '../../core/isRecord.ts';
import type { ImportedProfile } from '../../core/profiles/foundAccount.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { showWarning } from '../../host/notify.ts';
import { openSettings } from './openProfileSettings.ts';

/** One place where the official MJML extension has an account, with the password as everybody can read it. */
interface MjmlSetting {
  /** For people. */
  readonly place: string;
  readonly found: readonly ImportedProfile[];
  /** Offered once the account is imported. */
  readonly removePassword: () => Promise<void>;
}

/** Each place by itself: put together, a workspace could name the server that the user's own password goes to. */
export function mjmlSettings(read: ReadSettings): readonly MjmlSetting[] {
  const { workspaceFolders = [], isTrusted } = vscode.workspace;
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const all = vscode.l10n.t('All Workspaces');
  const here = vscode.l10n.t('This Workspace');
  const places: readonly Place[] = [
    { name: all, target: Global, valueIn: (inspected) => inspected?.globalValue },
    ...(isTrusted
      ? [{ name: here, target: Workspace, valueIn: (inspected: Inspected) => inspected?.workspaceValue }]
      : []),
    // With one folder, its settings are those of the workspace.
    ...(isTrusted && workspaceFolders.length > 1
      ? workspaceFolders.map((folder) => ({
          name: folder.name,
          folder,
          target: WorkspaceFolder,
          valueIn: (inspected: Inspected) => inspected?.workspaceFolderValue,
        }))
      : []),
  ];
  return places
    .map((place) => settingAt(place, read))
    .filter(({ found }) => found.some(({ kind }) => kind === 'valid'));
}

type Inspected = ReturnType<vscode.WorkspaceConfiguration['inspect']>;

type ReadSettings = (value: unknown) => readonly ImportedProfile[];

interface Place {
  readonly name: string;
  readonly folder?: vscode.WorkspaceFolder;
  readonly target: vscode.ConfigurationTarget;
  readonly valueIn: (inspected: Inspected) => unknown;
}

function settingAt(place: Place, read: ReadSettings): MjmlSetting {
  const configuration = configurationOf(place);
  const names = ['nodemailer', 'mailSender', 'mailFromName', 'mailRecipients'];
  const values = names.map((name) => [`mjml.${name}`, place.valueIn(configuration.inspect(name))] as const);
  const found = read(Object.fromEntries(values));
  const hasPassword = found.some((each) => each.kind === 'valid' && each.password !== undefined);
  return { place: place.name, found, removePassword: async () => (hasPassword ? removePassword(place) : undefined) };
}

/** Only the one that was imported. */
async function removePassword(place: Place): Promise<void> {
  const configuration = configurationOf(place);
  const value = place.valueIn(configuration.inspect('nodemailer'));
  if (!isRecord(value)) return;
  const remove = vscode.l10n.t('Remove It');
  const question = vscode.l10n.t('The password still stands readable in the setting mjml.nodemailer.');
  if ((await showWarning(question, remove)) !== remove) return;
  try {
    await configuration.update('nodemailer', withoutPassword(value), place.target);
  } catch (error) {
    // VS Code changes no setting of an extension that is not there.
    const open = vscode.l10n.t('Open Settings');
    const told = vscode.l10n.t('The setting mjml.nodemailer could not be changed: {0}', reasonOf(error));
    if ((await showWarning(told, open)) !== open) return;
    await openSettings(place.target === vscode.ConfigurationTarget.Global ? 'user' : 'workspace', place.folder);
  }
}

/** In `auth`, and in a URL. */
function withoutPassword(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { auth, url } = value;
  if (isRecord(auth)) {
    const { pass: _pass, ...rest } = auth;
    return { ...value, auth: rest };
  }
  return typeof url === 'string' ? { ...value, url: url.replace(/^(\w+:\/\/[^/?#:]*):[^/?#]*@/, '$1@') } : value;
}

function configurationOf({ folder }: Place): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('mjml', folder?.uri);
}
