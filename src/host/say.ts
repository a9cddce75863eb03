import * as vscode from 'vscode';
import { fill, type Words } from '../core/sentence.ts';

/** Puts what core says into the words of the editor's language. Foreign text in it is as it was: what is shown still goes through `notify`. */
export function say(words: Words): string {
  if (typeof words === 'string') return words;
  // Looked up by hand: the literals stand in core, where scripts/l10n.mjs finds them.
  return fill(
    vscode.l10n.bundle?.[words.text] ?? words.text,
    words.values.map((value) => (typeof value === 'object' ? say(value) : value)),
  );
}
