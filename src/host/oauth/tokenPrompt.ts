import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { MailPurpose } from '../../core/oauth/provider.ts';
import { confirm, showError, showInfo } from '../notify.ts';
import type { PasswordAnswer } from '../passwordPrompt.ts';
import type { ValidProfile } from '../profileStore.ts';
import type { SignInProblem, SignInService } from './signInService.ts';
import { labelOfSource } from './tokenSources.ts';

/** Where nobody is signed in, or not any more, that is offered, and what was under way goes on. */
export async function tokenFor(
  profile: ValidProfile,
  signIns: SignInService,
  purpose: MailPurpose = 'smtp',
): Promise<PasswordAnswer> {
  let answer = await signIns.accessToken(profile, purpose);
  if (answer.kind === 'failed' && answer.needsSignIn && (await wantsToSignIn(profile, answer))) {
    const outcome = await signIns.signIn(profile, purpose);
    if (outcome.kind === 'cancelled') return outcome;
    answer = outcome.kind === 'failed' ? outcome : await signIns.accessToken(profile, purpose);
  } else if (answer.kind === 'failed' && answer.needsSignIn) {
    return { kind: 'cancelled' };
  }
  if (answer.kind === 'failed') tellProblem(profile, answer);
  if (answer.kind !== 'token') return { kind: 'cancelled' };
  const refused = answer.value;
  return {
    kind: 'password',
    value: refused,
    keep: () => Promise.resolve(),
    renew: async () => {
      const renewed = await signIns.accessToken(profile, purpose, refused);
      return renewed.kind === 'token' && renewed.value !== refused ? renewed.value : undefined;
    },
  };
}

function wantsToSignIn({ name, profile }: ValidProfile, { message, remedy }: SignInProblem): Promise<boolean> {
  return confirm({
    message: vscode.l10n.t('"{0}" needs you to sign in with {1}.', name, labelOfSource(profile.oauth ?? '')),
    detail: `${message} ${remedy}`.trim(),
    action: vscode.l10n.t('Sign In'),
  });
}

/** For whoever has asked to sign in, and for nothing else. Whether it worked. */
export async function tellSignIn(profile: ValidProfile, signIns: SignInService): Promise<boolean> {
  const outcome = await signIns.signIn(profile);
  if (outcome.kind === 'failed') tellProblem(profile, outcome);
  if (outcome.kind !== 'signedIn') return false;
  // Not awaited: it stays until somebody closes it.
  void showInfo(
    outcome.account === ''
      ? vscode.l10n.t('"{0}" is signed in.', profile.name)
      : vscode.l10n.t('"{0}" is signed in as {1}.', profile.name, outcome.account),
  );
  return true;
}

function tellProblem({ id }: Pick<ValidProfile, 'id'>, { message, remedy }: SignInProblem): void {
  const edit = vscode.l10n.t('Edit Profile');
  const guide = vscode.l10n.t('Open the Guide');
  void showError(`${message} ${remedy}`.trim(), edit, guide).then((answer) => {
    if (answer === edit) return vscode.commands.executeCommand(commands.editProfile, id);
    return answer === guide ? vscode.commands.executeCommand(commands.openOAuthGuide) : undefined;
  });
}
