import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { Mailbox } from '../../core/inbox/messageView.ts';
import { formatMailbox, parseRecipients } from '../../core/mail/address.ts';
import { suggestRecipients } from '../../core/mail/recipientSuggestions.ts';
import { readNumber } from '../../host/settings.ts';
import { say } from '../../host/say.ts';
import type { Sentence } from '../../core/sentence.ts';

export type CheckedRecipients =
  | { readonly kind: 'valid'; readonly recipients: readonly Mailbox[] }
  | { readonly kind: 'invalid'; readonly error: string };

/** Within the number that the user allows. */
export function checkRecipients(given: string | readonly string[]): CheckedRecipients {
  const parsed = parseRecipients(given);
  if (parsed.kind === 'invalid') return { kind: 'invalid', error: firstOf(parsed.errors) };
  return checkCount(parsed.recipients);
}

/** What to mend first. */
export function firstOf(errors: readonly Sentence[]): string {
  const [first] = errors;
  return first === undefined ? '' : say(first);
}

export function checkCount(recipients: readonly Mailbox[]): CheckedRecipients {
  const limit = readNumber(settings.sendMaxRecipients, { fallback: 10, min: 1, max: 100 });
  if (recipients.length <= limit) return { kind: 'valid', recipients };
  return {
    kind: 'invalid',
    error: vscode.l10n.t(
      'These are {0} recipients; a test mail goes to at most {1} (setting "{2}").',
      recipients.length,
      limit,
      settings.sendMaxRecipients,
    ),
  };
}

export interface RecipientQuestion {
  /** Of the template, or the subject of a message. */
  readonly name: string;
  /** What is in the field when it opens. */
  readonly value: string;
  /** Lists that were typed before or stand in settings, the best first. */
  readonly known: readonly string[];
}

type Item = vscode.QuickPickItem &
  (
    | {
        readonly kind: vscode.QuickPickItemKind.Default;
        readonly does: 'send';
        readonly recipients: readonly Mailbox[];
      }
    | { readonly kind: vscode.QuickPickItemKind.Default; readonly does: 'complete'; readonly completed: string }
    | { readonly kind: vscode.QuickPickItemKind.Default; readonly does: 'nothing' }
    | { readonly kind: vscode.QuickPickItemKind.Separator; readonly does: 'nothing' }
  );

/** A field with completion: Enter takes what is typed once it is right, a suggestion completes it. undefined: dismissed. */
export function askRecipients(question: RecipientQuestion): Promise<readonly Mailbox[] | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Recipients of {0}', question.name);
  pick.placeholder = vscode.l10n.t('One or several addresses, separated by commas');
  pick.ignoreFocusOut = true;
  pick.value = question.value;
  const update = (): void => {
    const items = itemsFor(pick.value, question.known);
    pick.items = items;
    // VS Code sorts by what matches best, and would have Enter complete an address that begins a longer list.
    const [typed] = items;
    if (typed?.does === 'send') pick.activeItems = [typed];
  };
  update();
  return new Promise((resolve) => {
    pick.onDidChangeValue(update);
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item?.does === 'complete') {
        pick.value = item.completed;
        update();
      } else if (item?.does === 'send') {
        resolve(item.recipients);
        pick.hide();
      }
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function itemsFor(typed: string, known: readonly string[]): readonly Item[] {
  const kind = vscode.QuickPickItemKind.Default as const;
  const suggestions = suggestRecipients(typed, known).map(({ label, completed }): Item => {
    const checked = checkRecipients(completed);
    return {
      kind,
      does: 'complete',
      completed,
      label,
      alwaysShow: true,
      iconPath: new vscode.ThemeIcon('history'),
      ...(checked.kind === 'invalid' ? { detail: checked.error } : {}),
    };
  });
  if (typed.trim() === '') return suggestions;
  return [typedItem(typed), ...suggestions];
}

function typedItem(typed: string): Item {
  const kind = vscode.QuickPickItemKind.Default as const;
  const checked = checkRecipients(typed);
  return checked.kind === 'invalid'
    ? { kind, does: 'nothing', label: checked.error, alwaysShow: true, iconPath: new vscode.ThemeIcon('error') }
    : {
        kind,
        does: 'send',
        recipients: checked.recipients,
        label: vscode.l10n.t('Send to {0}', checked.recipients.map(formatMailbox).join(', ')),
        alwaysShow: true,
        iconPath: new vscode.ThemeIcon('send'),
      };
}
