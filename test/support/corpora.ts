import { expect, test } from 'vitest';

/** Files of strangers, for testing only and in no repository of ours: the folder that `CORPORA` names, or undefined. */
export const corporaFolder = process.env['CORPORA'] || undefined;

/** Registers tests over the corpora; without them, one whose name says plainly that nothing was checked. */
export function withCorpora(name: string, register: (folder: string) => void): void {
  if (corporaFolder !== undefined) register(corporaFolder);
  else test(`NOT checked, because CORPORA is not set: ${name}`, () => expect(corporaFolder).toBeUndefined());
}
