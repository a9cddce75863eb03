import { isRecord } from './isRecord.ts';

/**
 * Words for people that are not yet in a language. Core says things in them; whoever shows them puts them into words: `host/say`
 * with the translations of VS Code, the command line in English. The English text is also the id of its translations, as everywhere
 * in the editor; `scripts/l10n.mjs` collects those of both.
 */
export interface Sentence {
  /** With `{0}`, `{1}` ... where the values go. */
  readonly text: string;
  readonly values: readonly SentenceValue[];
}

/** A name, number or foreign text that is the same in all languages, or words that are translated in their turn. */
export type SentenceValue = string | number | Sentence;

/** A sentence, or a fact or foreign words that are the same in all languages. */
export type Words = string | Sentence;

/** The only way to make one. `text`: a literal, because translations are found by it. */
export function sentence(text: string, ...values: readonly SentenceValue[]): Sentence {
  return { text, values };
}

/** Fills the places of the values in a text of any language. */
export function fill(text: string, values: readonly (string | number)[]): string {
  return text.replaceAll(/\{(\d+)\}/g, (mark, index: string) => String(values[Number(index)] ?? mark));
}

/** For the command line, logs and tests. */
export function inEnglish(words: Words): string {
  if (typeof words === 'string') return words;
  return fill(
    words.text,
    words.values.map((value) => (typeof value === 'object' ? inEnglish(value) : value)),
  );
}

/** The same with `change` applied to every foreign text in it. */
export function withValues(of: Sentence, change: (value: string) => string): Sentence {
  const values = of.values.map((value) => {
    if (typeof value === 'object') return withValues(value, change);
    return typeof value === 'string' ? change(value) : value;
  });
  return { text: of.text, values };
}

/** From JSON that was kept; undefined: not one. */
export function parseSentence(value: unknown): Sentence | undefined {
  if (!isRecord(value) || typeof value['text'] !== 'string' || !Array.isArray(value['values'])) return undefined;
  const values: SentenceValue[] = [];
  for (const part of value['values'] as readonly unknown[]) {
    const parsed = typeof part === 'string' || typeof part === 'number' ? part : parseSentence(part);
    if (parsed === undefined) return undefined;
    values.push(parsed);
  }
  return { text: value['text'], values };
}
