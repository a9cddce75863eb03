import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands, settings, views } from '../../commands.ts';
import { withFix } from '../../core/mail/connectionFix.ts';
import type { ConnectionFix } from '../../core/mail/connectionTest.ts';
import type { FailureAction, SendFailure } from '../../core/mail/outcome.ts';
import { loadMail } from '../../host/mailModule.ts';
import { confirm, showInfo, showWarning } from '../../host/notify.ts';
import { openLink } from '../../host/openLink.ts';
import type { ValidProfile } from '../../host/profileStore.ts';
import { say } from '../../host/say.ts';
import type { OutcomeContext } from './tellOutcomes.ts';

/** A button and what it does. */
export interface OutcomeAction {
  readonly label: string;
  readonly run: () => unknown;
}

/** What a person can do about a failure, the likeliest first; two, because a notification has no room for more. */
export function failureActions(failure: SendFailure, context: OutcomeContext): readonly OutcomeAction[] {
  if (context.target.kind === 'inbox') return [retry(context, undefined)];
  const { account } = context.target;
  return failure.actions.slice(0, maxActions).map((action) => actionFor(action, { account, failure, context }));
}

interface ActionPlace {
  readonly account: ValidProfile;
  readonly failure: SendFailure;
  readonly context: OutcomeContext;
}

function actionFor(action: FailureAction, { account, failure, context }: ActionPlace): OutcomeAction {
  switch (action.kind) {
    case 'edit-profile':
      return {
        label: vscode.l10n.t('Edit Profile'),
        run: () => vscode.commands.executeCommand(commands.editProfile, account.id),
      };
    case 'set-password':
      return {
        label: vscode.l10n.t('Set Password'),
        run: () => vscode.commands.executeCommand(commands.setPassword, account.id),
      };
    case 'sign-in':
      return {
        label: vscode.l10n.t('Sign In'),
        run: async () => {
          const isSignedIn = await vscode.commands.executeCommand<boolean>(commands.signIn, account.id);
          if (isSignedIn) await context.sendAgain();
        },
      };
    case 'edit-proxy':
      return {
        label: vscode.l10n.t('Open Setting'),
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', settings.sendProxy),
      };
    case 'change': {
      const { fix } = action;
      return { label: fixLabel(fix), run: () => change(account, fix, context) };
    }
    case 'trust-certificate':
      return {
        label: vscode.l10n.t('Check Certificate...'),
        run: () => checkCertificate(account, failure, context),
      };
    case 'open-page':
      return {
        label: action.page === 'app-password' ? vscode.l10n.t('Get App Password') : vscode.l10n.t('Open Help Page'),
        run: () => openLink(action.url),
      };
    case 'retry':
      return retry(context, action.afterSeconds);
  }
}

/** Sent by a person's click only; where the server said when, not before that. */
function retry({ sendAgain }: OutcomeContext, afterSeconds: number | undefined): OutcomeAction {
  if (afterSeconds === undefined || afterSeconds > maxWaitSeconds) {
    return { label: vscode.l10n.t('Try Again'), run: sendAgain };
  }
  return {
    label: vscode.l10n.t('Wait {0} s and Try Again', afterSeconds),
    run: async () => {
      if (await waited(afterSeconds)) await sendAgain();
    },
  };
}

/** False: it was given up. */
function waited(seconds: number): Thenable<boolean> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Waiting {0} s before the test mail is sent again...', seconds),
    },
    async (progress, token) => {
      for (let passed = 0; passed < seconds && !token.isCancellationRequested; passed++) {
        await wait(1000);
        progress.report({ increment: 100 / seconds });
      }
      return !token.isCancellationRequested;
    },
  );
}

function fixLabel(fix: ConnectionFix): string {
  switch (fix.kind) {
    case 'connection':
      return connectionLabel(fix);
    case 'user':
      return vscode.l10n.t('Sign In as {0}', fix.user);
    case 'pin':
      return vscode.l10n.t('Trust Certificate');
  }
}

function connectionLabel({ security, port }: Extract<ConnectionFix, { kind: 'connection' }>): string {
  switch (security) {
    case 'tls':
      return vscode.l10n.t('Use TLS on Port {0}', port);
    case 'starttls':
      return vscode.l10n.t('Use STARTTLS on Port {0}', port);
    case 'none':
      return vscode.l10n.t('Use No Encryption');
  }
}

/** Looks at the certificate once more, in a connection in which nobody signs in, and asks with its fingerprint. */
async function checkCertificate(account: ValidProfile, failure: SendFailure, context: OutcomeContext): Promise<void> {
  const { host } = account.profile;
  const seen = await loadMail().lookAtCertificate({ profile: account.profile, log: context.log });
  if (seen === undefined) {
    void showWarning(vscode.l10n.t('{0} did not show its certificate again.', host));
    return;
  }
  const { names, issuer, validTo, fingerprint } = seen.certificate;
  const isTrusted = await confirm({
    message: vscode.l10n.t('Trust this certificate of {0}, and no other?', host),
    detail: [
      say(failure.message),
      '',
      vscode.l10n.t('It is for {0}, issued by {1}.', names.slice(0, 4).join(', ') || '?', issuer || '?'),
      vscode.l10n.t('Valid until {0}', validTo.toLocaleDateString(vscode.env.language)),
      vscode.l10n.t('SHA-256: {0}', fingerprint),
      '',
      vscode.l10n.t('Compare it with what the administrator of the server says.'),
    ].join('\n'),
    action: vscode.l10n.t('Trust Certificate'),
  });
  if (isTrusted) await change(account, { kind: 'pin', fingerprint }, context);
}

async function change(
  account: ValidProfile,
  fix: ConnectionFix,
  { profiles, sendAgain }: OutcomeContext,
): Promise<void> {
  const replaces = profiles.find(account.id);
  if (replaces?.entry.kind !== 'valid') {
    void showWarning(vscode.l10n.t('This SMTP profile is not there any more.'));
    return;
  }
  const again = vscode.l10n.t('Try Again');
  const profile = withFix(replaces.entry.profile, { failed: account.profile, fix });
  if (profile === undefined) {
    const message = vscode.l10n.t('"{0}" was changed since this failure, and is left as it is now.', account.name);
    if ((await showWarning(message, again)) === again) await sendAgain();
    return;
  }
  await profiles.save({ name: account.name, scope: account.scope, profile, replaces });
  if ((await showInfo(vscode.l10n.t('"{0}" was changed.', account.name), again)) === again) await sendAgain();
}

/** Where a message of which nobody knows would be. undefined: no mailbox is known. */
export function lookAction(mailproofId: string, context: OutcomeContext): OutcomeAction | undefined {
  if (context.target.kind === 'inbox') {
    return {
      label: vscode.l10n.t('Show Inbox'),
      run: () => vscode.commands.executeCommand(`${views.inbox}.focus`),
    };
  }
  const hasMailbox = context.profiles
    .list()
    .some(({ entry }) => entry.kind === 'valid' && (entry.profile.imap ?? entry.profile.pop3) !== undefined);
  return hasMailbox
    ? {
        label: vscode.l10n.t('Check Delivery'),
        run: async () => {
          await context.kept;
          await vscode.commands.executeCommand(commands.checkDelivery, mailproofId);
        },
      }
    : undefined;
}

/** What server and program said to each other. */
export function transcriptAction(mailproofId: string, { kept }: OutcomeContext): OutcomeAction {
  return {
    label: vscode.l10n.t('Show Transcript'),
    run: async () => {
      await kept;
      await vscode.commands.executeCommand(commands.showTranscript, mailproofId);
    },
  };
}

const maxActions = 2;
/** Who is told to come back in an hour does something else meanwhile. */
const maxWaitSeconds = 600;
