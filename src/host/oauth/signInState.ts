import * as vscode from 'vscode';
import { google, microsoft, purposesOf, type OAuthProvider } from '../../core/oauth/provider.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import type { SignInService, SignInTarget } from './signInService.ts';
import { labelOfSource, tokenSource, tokenSourceNames } from './tokenSources.ts';
import type { OAuthChoice, ShownSignIn } from '../../protocol/profileEditor.ts';

/** Who the form offers to sign in with, and whose servers are whose. */
export function oauthChoices(): readonly OAuthChoice[] {
  return tokenSourceNames().map((name) => {
    const found = tokenSource(name);
    const known = { google: google(''), microsoft: microsoft('', 'common') }[name];
    return {
      name,
      label: labelOfSource(name),
      hosts: found.kind === 'usable' ? found.source.hosts : (known?.hosts ?? []),
    };
  });
}

/** What the form says of the sign-in of a profile as it is typed. */
export async function shownSignIn(signIns: SignInService, target: SignInTarget): Promise<ShownSignIn> {
  const { profile } = target;
  const name = profile.oauth ?? '';
  const found = tokenSource(name);
  if (found.kind === 'unusable') return { canSignIn: false, asksFor: '', note: found.reason };
  if (found.kind === 'usable' && found.source.kind === 'command') {
    return {
      canSignIn: false,
      asksFor: '',
      note: vscode.l10n.t('The access token comes from the command in your settings, each time that one is needed.'),
    };
  }
  const account = await signIns.accountOf(target);
  const source = found.kind === 'usable' && found.source.kind !== 'command' ? found.source : knownProvider(name);
  return {
    canSignIn: true,
    ...(account === undefined ? {} : { account: account === '' ? labelOfSource(name) : account }),
    asksFor: source === undefined ? '' : askedScopes(source, profile),
    note:
      account !== undefined && account.includes('@') && account.toLowerCase() !== profile.user?.toLowerCase()
        ? vscode.l10n.t(
            'The user of this profile is {0}. Right for a shared mailbox; else sign in with that account.',
            profile.user ?? '',
          )
        : found.kind === 'missing'
          ? vscode.l10n.t(
              'You need a client of your own, once. Signing in asks for it; the guide shows how to make one.',
            )
          : '',
  };
}

/** For the tooltip of a profile. `account`: undefined where nobody is signed in, empty where nobody says who. */
export function signInLine({ oauth = '' }: Profile, account: string | undefined): string {
  const label = labelOfSource(oauth);
  if (account === undefined) return vscode.l10n.t('Signed out of {0}', label);
  return account === ''
    ? vscode.l10n.t('Signed in with {0}', label)
    : vscode.l10n.t('Signed in with {0} as {1}', label, account);
}

function knownProvider(name: string): OAuthProvider | undefined {
  if (name === 'google') return google('');
  return name === 'microsoft' ? microsoft('', 'common') : undefined;
}

/** Which permissions, and what for. */
function askedScopes({ kind, mailScopes }: OAuthProvider, profile: Profile): string {
  if (kind === 'google') {
    return vscode.l10n.t(
      'Google has one permission for all mail programs, {0}: Mailproof uses it to send, and to look for a test mail only when you ask for that.',
      mailScopes.smtp.join(' '),
    );
  }
  const sending = vscode.l10n.t('Asks to send mail as you: {0}.', mailScopes.smtp.join(' '));
  const reading = purposesOf(profile)
    .filter((purpose) => purpose !== 'smtp')
    .flatMap((purpose) => mailScopes[purpose]);
  return reading.length === 0
    ? sending
    : `${sending} ${vscode.l10n.t('And to read the mailbox, where test mails are looked for: {0}.', reading.join(' '))}`;
}
