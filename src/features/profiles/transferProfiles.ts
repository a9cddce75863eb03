import path from 'node:path';
import * as vscode from 'vscode';
import { localInboxName, settings } from '../../commands.ts';
import { silentLogger } from '../../core/log.ts';
import { hasVariables } from '../../core/profiles/expandEnvironment.ts';
import { parseProfile } from '../../core/profiles/parseProfile.ts';
import type { ImportedProfile } from '../../core/profiles/foundAccount.ts';
import type { ProfileTextKind } from '../../core/profiles/profileTexts.ts';
import type { NamedProfile, ProfileScope } from '../../core/profiles/profile.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { loadMail } from '../../host/mailModule.ts';
import { confirm, showError, showInfo, showWarning } from '../../host/notify.ts';
import type { LocatedProfile, ProfileStore } from '../../host/profileStore.ts';
import { say } from '../../host/say.ts';
import { mjmlSettings } from './mjmlSettings.ts';

type Valid = Extract<ImportedProfile, { readonly kind: 'valid' }>;

interface Source extends vscode.QuickPickItem {
  /** Undefined: the user has thought better of it. */
  readonly read: () => Promise<readonly ImportedProfile[] | undefined>;
  /** What is offered when all of it was imported. */
  readonly after?: () => Promise<void>;
}

/** From where an account can come: files of the project, the setting of the MJML extension, the clipboard, a file. */
export async function importProfiles(profiles: ProfileStore, inboxPort: number | undefined): Promise<void> {
  const title = vscode.l10n.t('Import SMTP Profiles');
  const sources = [...(await findSources(inboxPort)), fileSource(title)];
  const source = await vscode.window.showQuickPick(sources, { title, placeHolder: vscode.l10n.t('Import from') });
  const found = await source?.read();
  if (source === undefined || found === undefined) return;
  const wrong = found.find((each) => each.kind === 'invalid');
  if (wrong?.kind === 'invalid') {
    void showWarning(vscode.l10n.t('"{0}" cannot be imported: {1}', wrong.name, say(wrong.reason)));
  }
  const chosen = await chooseProfiles(found.filter(isValid), title, wrong !== undefined);
  const scope = chosen.length === 0 ? undefined : await chooseScope(profiles, title);
  if (scope === undefined) return;
  try {
    for (const { name: wanted, profile, password } of chosen) {
      const taken = new Set([localInboxName, ...profiles.list().map(({ entry }) => entry.name)]);
      const replacing = await isAgreedToReplace(profiles, { scope, profile, password });
      await profiles.save({
        name: freeName(wanted, taken),
        scope,
        profile,
        password: replacing ? password : undefined,
      });
    }
  } catch (error) {
    await showError(vscode.l10n.t('The profile could not be saved: {0}', reasonOf(error)));
    return;
  }
  void showInfo(vscode.l10n.t('Imported SMTP profiles: {0}', chosen.length));
  await source.after?.();
}

/** A password that works is not lost to one that stood in a file, without a word. */
async function isAgreedToReplace(
  profiles: ProfileStore,
  { scope, profile, password }: Pick<Valid, 'profile' | 'password'> & { readonly scope: ProfileScope },
): Promise<boolean> {
  const stored = password === undefined ? undefined : await profiles.readPassword({ scope, profile });
  if (stored === undefined || stored === password) return true;
  return confirm({
    message: vscode.l10n.t(
      'A password is stored already for {0} at {1}:{2}. Replace it with the imported one?',
      profile.user ?? '',
      profile.host,
      profile.port,
    ),
    detail: vscode.l10n.t(
      'The stored password is forgotten. Without this, the profile is imported and the stored one stays.',
    ),
    action: vscode.l10n.t('Replace'),
  });
}

async function findSources(inboxPort: number | undefined): Promise<readonly Source[]> {
  const [files, catcher, clipboard] = await Promise.all([
    findFiles(),
    findCatcher(inboxPort),
    vscode.env.clipboard.readText(),
  ]);
  const { importProfiles: read, importedFromJson } = loadMail();
  const copied = read(clipboard);
  return [
    ...files,
    ...mjmlSettings(importedFromJson).map((each) => ({
      label: 'mjml.nodemailer',
      description: `${each.place} · ${summary(each.found)}`,
      read: () => Promise.resolve(each.found),
      after: each.removePassword,
    })),
    ...catcher,
    ...(copied.some(isValid)
      ? [{ label: vscode.l10n.t('Clipboard'), description: summary(copied), read: () => Promise.resolve(copied) }]
      : []),
  ];
}

/** Only files in which an account is found. */
async function findFiles(): Promise<readonly Source[]> {
  const pattern = '**/{.env,.env.*,*.env,wp-config.php}';
  const uris = await vscode.workspace.findFiles(pattern, '**/{node_modules,vendor}/**', 50);
  const sources = await Promise.all(
    uris.map(async (uri) => {
      const found = await readFile(uri).catch(() => []);
      if (!found.some(isValid)) return [];
      const label = vscode.workspace.asRelativePath(uri);
      return [{ label, description: summary(found), read: () => Promise.resolve(found) }];
    }),
  );
  return sources.flat();
}

/** Mailpit, MailDev and the like listen there by default. */
async function findCatcher(inboxPort: number | undefined): Promise<readonly Source[]> {
  const port = 1025;
  if (inboxPort === port) return [];
  const { verifyConnection, importProfiles: read } = loadMail();
  const found = read(`smtp://127.0.0.1:${port}`).map((each) => ({ ...each, name: vscode.l10n.t('Mail catcher') }));
  const [first] = found;
  if (first?.kind !== 'valid') return [];
  const { outcome } = await verifyConnection({
    profile: first.profile,
    timeouts: { overall: 1000 },
    log: silentLogger,
  });
  if (outcome.kind !== 'verified') return [];
  return [
    {
      label: vscode.l10n.t('A mail catcher on this computer'),
      description: summary(found),
      read: () => Promise.resolve(found),
    },
  ];
}

function fileSource(title: string): Source {
  return {
    label: vscode.l10n.t('Choose a File...'),
    description: vscode.l10n.t('.env, settings.json, wp-config.php'),
    read: async () => {
      const [uri] = (await vscode.window.showOpenDialog({ title })) ?? [];
      if (uri === undefined) return undefined;
      const found = await readFile(uri);
      if (found.length === 0)
        void showWarning(vscode.l10n.t('No SMTP account was found in {0}.', path.basename(uri.path)));
      return found.length === 0 ? undefined : found;
    },
  };
}

async function readFile(uri: vscode.Uri): Promise<readonly ImportedProfile[]> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  return loadMail().importProfiles(new TextDecoder().decode(bytes));
}

async function chooseProfiles(found: readonly Valid[], title: string, isPartial: boolean): Promise<readonly Valid[]> {
  if (found.length < 2 && !isPartial) return found;
  const items = found.map((imported) => ({
    label: imported.name,
    description: summary([imported]),
    picked: true,
    imported,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  return picked?.map(({ imported }) => imported) ?? [];
}

async function chooseScope(profiles: ProfileStore, title: string): Promise<ProfileScope | undefined> {
  if (!profiles.canSaveInWorkspace) return 'user';
  const items: (vscode.QuickPickItem & { readonly scope: ProfileScope })[] = [
    { label: vscode.l10n.t('This Workspace'), scope: 'workspace' },
    { label: vscode.l10n.t('All Workspaces'), scope: 'user' },
  ];
  const placeHolder = vscode.l10n.t('Passwords are kept in the secret storage of VS Code in either case.');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.scope;
}

/** As it is, or with a number behind it. Names of settings have at most 100 characters. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const short = wanted.slice(0, 90);
  let name = taken.has(wanted) ? short : wanted;
  for (let number = 2; taken.has(name); number++) name = `${short} ${number}`;
  return name;
}

function isValid(imported: ImportedProfile): imported is Valid {
  return imported.kind === 'valid';
}

function summary(found: readonly ImportedProfile[]): string {
  return found
    .filter(isValid)
    .map(({ profile: { host, port, user } }) => `${user === undefined ? '' : `${user} · `}${host}:${port}`)
    .join(', ');
}

/** As it is written: the value of a variable of this computer is nobody else's. undefined: it is not to be handed on. */
function handedOn({ entry, isIgnored, written }: LocatedProfile): NamedProfile | undefined {
  if (entry.kind === 'invalid' || isIgnored) return undefined;
  if (!hasVariables(written)) return entry;
  const parsed = parseProfile(written);
  return parsed.kind === 'valid' ? { name: entry.name, profile: parsed.profile } : undefined;
}

/** Of a workspace and of the user, two may have one name. */
function withOwnNames(named: readonly NamedProfile[]): readonly NamedProfile[] {
  const taken = new Set<string>();
  return named.map(({ name: wanted, profile }) => {
    const name = freeName(wanted, taken);
    taken.add(name);
    return { name, profile };
  });
}

/** The settings of one profile to the clipboard. */
export async function copyProfileSettings(profiles: ProfileStore, { id }: { readonly id: string }): Promise<void> {
  const located = profiles.find(id);
  const profile = located === undefined ? undefined : handedOn(located);
  if (profile === undefined) return;
  const kinds: (vscode.QuickPickItem & { readonly format: ProfileTextKind })[] = [
    { label: vscode.l10n.t('URL'), description: 'smtp://…', format: 'url' },
    { label: '.env', description: 'SMTP_HOST=…', format: 'env' },
    { label: 'JSON', description: settings.workspaceProfiles, format: 'json' },
  ];
  const placeHolder = vscode.l10n.t('Nothing that is copied holds the password.');
  const title = vscode.l10n.t('Copy the Settings of "{0}"', profile.name);
  const format = (await vscode.window.showQuickPick(kinds, { title, placeHolder }))?.format;
  if (format === undefined) return;
  await vscode.env.clipboard.writeText(loadMail().profileText(profile, format));
  void showInfo(vscode.l10n.t('Copied the settings of "{0}", without the password.', profile.name));
}

/** All profiles to a file that can be committed: JSON or `.env`. */
export async function exportProfiles(profiles: ProfileStore): Promise<void> {
  const named = withOwnNames(profiles.list().flatMap((located) => handedOn(located) ?? []));
  if (named.length === 0) {
    void showInfo(vscode.l10n.t('There is no SMTP profile to choose yet.'));
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export SMTP Profiles, without Passwords'),
    filters: { JSON: ['json'], '.env': ['env', 'example'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'smtp-profiles.json') }),
  });
  if (target === undefined) return;
  const { profilesJson, profilesEnv } = loadMail();
  const text = target.path.endsWith('.json') ? profilesJson(named) : profilesEnv(named);
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  } catch (error) {
    void showError(vscode.l10n.t('{0} could not be written: {1}', path.basename(target.path), reasonOf(error)));
  }
}
