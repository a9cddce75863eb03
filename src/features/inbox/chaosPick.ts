import * as vscode from 'vscode';
import { chaosPhases, parseChaosRules, type ChaosPhase, type ChaosRule } from '../../core/inbox/chaos.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { showInfo, showWarning } from '../../host/notify.ts';
import { phaseText, ruleText } from './chaosText.ts';

/**
 * Lets people choose how the inbox fails. Also for tasks and other extensions: `[{ kind: "refuse", phase: "rcpt", code: 451 }]`
 * turns these rules on without a question, `[]` all off. Returns the rules that are on.
 */
export async function simulateFailures(inbox: LocalInbox, argument: unknown): Promise<readonly ChaosRule[]> {
  if (inbox.state.kind === 'elsewhere') {
    void showInfo(vscode.l10n.t('Another window receives: simulate failures there.'));
    return inbox.chaos;
  }
  if (Array.isArray(argument)) {
    const rules = parseChaosRules(argument);
    if (rules === undefined)
      void showWarning(vscode.l10n.t('These are no rules for simulated failures. Nothing was changed.'));
    else inbox.setChaos(rules);
    return inbox.chaos;
  }
  await pickRules(inbox);
  return inbox.chaos;
}

type Choice =
  | { readonly kind: 'rule'; readonly rule: ChaosRule }
  | { readonly kind: 'add'; readonly what: ChaosRule['kind'] }
  | { readonly kind: 'off' };

/** Comes back after each step, until it is left: several failures can be on at once. */
async function pickRules(inbox: LocalInbox): Promise<void> {
  for (;;) {
    const choice = await pickChoice(inbox.chaos);
    if (choice === undefined) return;
    switch (choice.kind) {
      case 'off':
        inbox.setChaos([]);
        return;
      case 'rule':
        inbox.setChaos(inbox.chaos.filter((rule) => rule !== choice.rule));
        break;
      case 'add': {
        const rule = await askRule(choice.what);
        if (rule !== undefined) inbox.setChaos([...inbox.chaos, rule]);
      }
    }
  }
}

async function pickChoice(rules: readonly ChaosRule[]): Promise<Choice | undefined> {
  const add = (what: ChaosRule['kind'], icon: string, label: string, description: string) => ({
    label,
    description,
    iconPath: new vscode.ThemeIcon(icon),
    choice: { kind: 'add' as const, what },
  });
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, choice: undefined });
  const picked = await vscode.window.showQuickPick(
    [
      ...(rules.length === 0 ? [] : [separator(vscode.l10n.t('On now: choose one to turn it off'))]),
      ...rules.map((rule) => ({
        label: ruleText(rule),
        iconPath: new vscode.ThemeIcon('flame'),
        choice: { kind: 'rule' as const, rule },
      })),
      ...(rules.length === 0
        ? []
        : [
            {
              label: vscode.l10n.t('Turn All Off'),
              iconPath: new vscode.ThemeIcon('circle-slash'),
              choice: { kind: 'off' as const },
            },
          ]),
      separator(vscode.l10n.t('Add a failure')),
      add('refuse', 'error', vscode.l10n.t('Refuse'), vscode.l10n.t('answer a command with a code of your choice')),
      add('delay', 'watch', vscode.l10n.t('Delay'), vscode.l10n.t('let the application wait for an answer')),
      add(
        'greylist',
        'history',
        vscode.l10n.t('Greylist'),
        vscode.l10n.t('451 at first, accepted when it is tried again later'),
      ),
      add('disconnect', 'debug-disconnect', vscode.l10n.t('Disconnect'), vscode.l10n.t('hang up without an answer')),
    ],
    {
      title: vscode.l10n.t('Simulate Failures of the Local Inbox'),
      placeHolder: vscode.l10n.t('See what your application makes of a server that fails'),
      matchOnDescription: true,
    },
  );
  return picked?.choice;
}

async function askRule(kind: ChaosRule['kind']): Promise<ChaosRule | undefined> {
  if (kind === 'greylist') {
    const seconds = await askSeconds(vscode.l10n.t('Refuse Each Recipient for How Long?'), [10, 60, 300]);
    return seconds === undefined ? undefined : { kind, afterMs: seconds * 1000 };
  }
  const phase = await askPhase(kind);
  if (phase === undefined) return undefined;
  if (kind === 'disconnect') {
    const percent = await askShare();
    return percent === undefined ? undefined : { kind, phase, percent };
  }
  if (phase === 'content') return undefined;
  if (kind === 'delay') {
    const seconds = await askSeconds(vscode.l10n.t('Answer {0} after How Long?', phaseText(phase)), [2, 10, 60, 240]);
    const percent = seconds === undefined ? undefined : await askShare();
    return seconds === undefined || percent === undefined
      ? undefined
      : { kind, phase, delayMs: seconds * 1000, percent };
  }
  const code = await askCode(phase);
  const percent = code === undefined ? undefined : await askShare();
  return code === undefined || percent === undefined ? undefined : { kind, phase, code, percent };
}

async function askPhase(kind: 'refuse' | 'delay' | 'disconnect'): Promise<ChaosPhase | undefined> {
  const explanations: Partial<Record<ChaosPhase, string>> = {
    connect: vscode.l10n.t('before the greeting'),
    starttls: vscode.l10n.t('when encryption begins'),
    auth: vscode.l10n.t('when it signs in'),
    mail: vscode.l10n.t('the sender'),
    rcpt: vscode.l10n.t('each recipient'),
    data: vscode.l10n.t('before the message'),
    message:
      kind === 'disconnect'
        ? vscode.l10n.t('the message was taken, and nobody says so: is it sent twice?')
        : vscode.l10n.t('after the whole message'),
  };
  const phases = chaosPhases.filter((phase) => kind === 'disconnect' || phase !== 'content');
  const picked = await vscode.window.showQuickPick(
    phases.map((phase) => ({ label: phaseText(phase), description: explanations[phase] ?? '', phase })),
    { title: vscode.l10n.t('At Which Point?'), matchOnDescription: true },
  );
  return picked?.phase;
}

/** RFC 5321 and RFC 3463: the codes that servers really give there, and any other. */
async function askCode(phase: ChaosPhase): Promise<number | undefined> {
  const codes: readonly (readonly [number, string])[] = [
    [421, vscode.l10n.t('not available, hangs up')],
    [450, vscode.l10n.t('mailbox busy, try later')],
    [451, vscode.l10n.t('an error here, try later')],
    [452, vscode.l10n.t('no space, try later')],
    ...(phase === 'auth' ? ([[535, vscode.l10n.t('wrong password')]] as const) : []),
    [550, vscode.l10n.t('no such mailbox, or refused by a rule')],
    [552, vscode.l10n.t('too large')],
    [554, vscode.l10n.t('refused for good')],
  ];
  const other = vscode.l10n.t('Another Code...');
  const picked = await vscode.window.showQuickPick(
    [
      ...codes.map(([code, description]) => ({ label: String(code), description, code })),
      { label: other, description: '', code: undefined },
    ],
    { title: vscode.l10n.t('Refuse {0} with Which Code?', phaseText(phase)), matchOnDescription: true },
  );
  if (picked?.label !== other) return picked?.code;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Refuse {0} with Which Code?', phaseText(phase)),
    value: '503',
    validateInput: (text) => (/^[45]\d\d$/.test(text) ? undefined : vscode.l10n.t('A number from 400 to 599')),
  });
  return typed === undefined ? undefined : Number(typed);
}

async function askSeconds(title: string, choices: readonly number[]): Promise<number | undefined> {
  const picked = await vscode.window.showQuickPick(
    choices.map((seconds) => ({ label: vscode.l10n.t('{0} seconds', seconds), seconds })),
    { title },
  );
  return picked?.seconds;
}

async function askShare(): Promise<number | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Every Time'), percent: 100 },
      { label: vscode.l10n.t('Half of the Time'), percent: 50 },
      { label: vscode.l10n.t('One Time in Ten'), percent: 10 },
    ],
    { title: vscode.l10n.t('How Often?') },
  );
  return picked?.percent;
}
