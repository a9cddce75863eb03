import * as vscode from 'vscode';
import type { ChaosPhase, ChaosRule } from '../../core/inbox/chaos.ts';

/** A rule in one line: "refuses RCPT TO with 451". */
export function ruleText(rule: ChaosRule): string {
  switch (rule.kind) {
    case 'refuse':
      return withShare(vscode.l10n.t('refuses {0} with {1}', phaseText(rule.phase), rule.code), rule.percent);
    case 'delay':
      return withShare(
        vscode.l10n.t('answers {0} after {1} s', phaseText(rule.phase), rule.delayMs / 1000),
        rule.percent,
      );
    case 'disconnect':
      return withShare(vscode.l10n.t('hangs up at {0}', phaseText(rule.phase)), rule.percent);
    case 'greylist':
      return vscode.l10n.t('greylists for {0} s', rule.afterMs / 1000);
  }
}

/** As SMTP writes it, where it has a word for it. */
export function phaseText(phase: ChaosPhase): string {
  switch (phase) {
    case 'connect':
      return vscode.l10n.t('the connection');
    case 'ehlo':
      return 'EHLO';
    case 'starttls':
      return 'STARTTLS';
    case 'auth':
      return 'AUTH';
    case 'mail':
      return 'MAIL FROM';
    case 'rcpt':
      return 'RCPT TO';
    case 'data':
      return 'DATA';
    case 'content':
      return vscode.l10n.t('the middle of the message');
    case 'message':
      return vscode.l10n.t('the end of the message');
  }
}

function withShare(text: string, percent: number): string {
  return percent === 100 ? text : vscode.l10n.t('{0}, {1} % of the time', text, percent);
}
