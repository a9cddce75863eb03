import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inEnglish } from '../../../src/core/sentence.ts';
import { MailStateReporter, type CountedMail } from '../../../src/features/preview/mailStateReporter.ts';
import * as source from '../../../src/sourceBundle.ts';

let folder: string;
let reporter: MailStateReporter;
let heard: (counted: CountedMail) => void;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'mailproof-images-'));
  reporter = new MailStateReporter(
    (counted) => heard(counted),
    () => source,
  );
});

afterEach(() => {
  reporter.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The images that are missing at the next count after this. */
function missingAfter(change: () => void): Promise<readonly string[]> {
  return new Promise((resolve) => {
    heard = ({ missing }) => resolve(missing.map(({ message }) => inEnglish(message)));
    change();
  });
}

test('a missing image is none any more when it is added on disk, and is one again when it is removed', async () => {
  const template = path.join(folder, 'a.mjml');
  const picture = path.join(folder, 'no.png');
  const html = '<img src="no.png">';
  writeFileSync(template, html);
  const gone = ['The image no.png is not embedded: there is no such file.'];
  const take = (): void =>
    reporter.take({ html, template, root: folder, dependencies: [template], overrides: { [template]: html } });
  expect(await missingAfter(take)).toEqual(gone);
  writeFileSync(picture, 'x');
  expect(await missingAfter(() => reporter.lookAgain())).toEqual([]);
  rmSync(picture);
  expect(await missingAfter(() => reporter.lookAgain())).toEqual(gone);
});
