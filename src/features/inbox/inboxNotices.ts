import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { ruleText } from './chaosText.ts';

/** A line above the messages, for what people would otherwise wonder about. */
export interface InboxNotice {
  readonly id: 'chaos' | 'port' | 'elsewhere';
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: string;
  readonly isWarning: boolean;
  readonly command?: string | undefined;
}

export function noticesOf({ state, chaos }: LocalInbox): readonly InboxNotice[] {
  return [
    ...(chaos.length === 0 ? [] : [chaosNotice(chaos.map(ruleText))]),
    ...(state.kind === 'elsewhere' ? [elsewhereNotice(state.port)] : []),
    ...(state.kind === 'running' && state.port !== state.wantedPort
      ? [portNotice(state.port, refusalText(state.wantedPort, state.refusal))]
      : []),
  ];
}

/** Why the wanted port is not the one. */
export function refusalText(port: number, code: string | undefined): string {
  switch (code) {
    case 'EADDRINUSE':
      return vscode.l10n.t('Port {0} is in use by another program', port);
    case 'EACCES':
      return vscode.l10n.t('The system does not permit port {0}', port);
    default:
      return vscode.l10n.t('Port {0} cannot be used ({1})', port, code ?? '');
  }
}

function chaosNotice(rules: readonly string[]): InboxNotice {
  return {
    id: 'chaos',
    label: vscode.l10n.t('Simulating failures'),
    description: rules.join(', '),
    tooltip: [
      vscode.l10n.t('The inbox misbehaves on purpose, until you turn it off or close the window:'),
      ...rules,
    ].join('\n'),
    icon: 'flame',
    isWarning: true,
    command: commands.simulateFailures,
  };
}

function elsewhereNotice(port: number): InboxNotice {
  return {
    id: 'elsewhere',
    label: vscode.l10n.t('Another window receives'),
    description: `127.0.0.1:${port}`,
    tooltip: vscode.l10n.t('Another window of this workspace receives mail. What arrives there is shown here as well.'),
    icon: 'multiple-windows',
    isWarning: false,
  };
}

function portNotice(port: number, reason: string): InboxNotice {
  return {
    id: 'port',
    label: vscode.l10n.t('Listening on port {0}', port),
    description: reason,
    tooltip: vscode.l10n.t('{0}. Programs have to send to 127.0.0.1:{1}.', reason, port),
    icon: 'info',
    isWarning: false,
    command: commands.copyInboxSettings,
  };
}
