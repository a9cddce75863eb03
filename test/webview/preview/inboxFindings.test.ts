// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { inboxFindings, type ListedMail } from '../../../src/webview/preview/inboxFindings.ts';

const good = {
  from: 'Acme <shop@example.com>',
  subject: 'Your order',
  line: { preheader: 'Arrives Thursday', fillerLength: 200, follows: 'View online' },
};

/** What is found, by the beginning of each sentence. */
function check(name: string, change: Partial<ListedMail>, expected: readonly string[]): void {
  test(name, () => {
    const found = inboxFindings({ ...good, ...change });
    expect(found.map(({ severity, message }) => `${severity}: ${message.split(/[.:]/)[0]}`)).toEqual(expected);
  });
}

describe('what is said about a line of a list', () => {
  check('fillers keep the body out', {}, [
    'info: Invisible characters after the preheader keep the text of the mail out of the preview',
  ]);
  check('body text follows a short preheader', { line: { ...good.line, fillerLength: 1 } }, [
    'info: The preheader is short, so text of the mail follows it',
  ]);
  check('a long preheader is fine', { line: { preheader: 'x'.repeat(100), fillerLength: 0, follows: 'Hi' } }, []);
  check('a short one with nothing after it is fine', { line: { preheader: 'x', fillerLength: 0, follows: '' } }, []);
  check('the preheader is missing', { line: { preheader: '', fillerLength: 0, follows: 'Hi' } }, [
    'warning: No preheader',
  ]);
  check('the preheader is the subject again', { subject: 'ARRIVES Thursday' }, [
    'warning: The preheader says the same as the subject',
    'info: Invisible characters after the preheader keep the text of the mail out of the preview',
  ]);
  check('the subject is missing', { subject: '', line: { ...good.line, follows: '' } }, ['warning: No subject']);
  check('tags are left in the subject', { subject: 'Hi {{name}}', line: { ...good.line, follows: '' } }, [
    'warning: The subject still has template tags in it',
  ]);
});
