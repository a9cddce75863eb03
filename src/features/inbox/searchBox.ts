import * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import { logFailure } from '../../host/logFailure.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { selectionText, type InboxFilter, type InboxSelection } from './inboxFilter.ts';

/** Searches while it is typed. Escape brings back what was shown before. */
export function openSearchBox(inbox: LocalInbox, filter: InboxFilter, log: Logger): void {
  const before = filter.text;
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Search the Inbox');
  box.placeholder = vscode.l10n.t('Words in sender, recipients, subject or text');
  box.value = before;
  const hint = vscode.l10n.t('Also: "exact words", from: to: subject: body: is:unread is:flagged has:attachment');
  box.prompt = hint;
  let isAccepted = false;
  let timer: NodeJS.Timeout | undefined;
  const search = async (text: string): Promise<void> => {
    await filter.search(text);
    const found = filter.visible().length;
    box.prompt = filter.text === '' ? hint : vscode.l10n.t('{0} of {1} messages', found, inbox.store.list().length);
  };
  const run = (text: string): void => void search(text).catch(logFailure(log, 'inbox search'));
  box.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(text), typingPauseMs);
  });
  box.onDidAccept(() => {
    isAccepted = true;
    clearTimeout(timer);
    run(box.value);
    box.hide();
  });
  box.onDidHide(() => {
    clearTimeout(timer);
    if (!isAccepted) run(before);
    box.dispose();
  });
  box.show();
}

export async function chooseSelection(filter: InboxFilter): Promise<void> {
  const selections: readonly InboxSelection[] = ['all', 'unread', 'flagged', 'attachments', 'ours', 'foreign'];
  const picked = await vscode.window.showQuickPick(
    selections.map((selection) => ({
      label: selectionText(selection),
      description: selection === filter.selection ? vscode.l10n.t('shown now') : '',
      selection,
    })),
    { title: vscode.l10n.t('Show in the Inbox') },
  );
  if (picked !== undefined) filter.selection = picked.selection;
}

/** What stands above the tree while something is hidden. */
export function filterMessage(inbox: LocalInbox, filter: InboxFilter): string {
  if (!filter.isActive) return '';
  const parts = [
    ...(filter.selection === 'all' ? [] : [selectionText(filter.selection)]),
    ...(filter.text === '' ? [] : [vscode.l10n.t('Search: {0}', filter.text)]),
    vscode.l10n.t('{0} of {1} messages', filter.visible().length, inbox.store.list().length),
  ];
  return parts.join(' · ');
}

const typingPauseMs = 120;
