import * as vscode from 'vscode';
import { plainDetail, plainMessage } from './plainMessage.ts';

/**
 * The one way to a notification. VS Code turns `[text](target)` inside a message into a link, `command:` targets included
 * (microsoft/vscode, notificationsViewer), and messages quote mail servers, file names and templates.
 */
export function showInfo<Action extends string>(message: string, ...actions: Action[]): Thenable<Action | undefined> {
  return vscode.window.showInformationMessage(plainMessage(message), ...actions);
}

export function showWarning<Action extends string>(
  message: string,
  ...actions: Action[]
): Thenable<Action | undefined> {
  return vscode.window.showWarningMessage(plainMessage(message), ...actions);
}

export function showError<Action extends string>(message: string, ...actions: Action[]): Thenable<Action | undefined> {
  return vscode.window.showErrorMessage(plainMessage(message), ...actions);
}

/** A question that must be answered before anything happens. False when it is dismissed. */
export async function confirm(question: {
  readonly message: string;
  readonly detail: string;
  readonly action: string;
}): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    plainMessage(question.message),
    { modal: true, detail: plainDetail(question.detail) },
    question.action,
  );
  return answer === question.action;
}
