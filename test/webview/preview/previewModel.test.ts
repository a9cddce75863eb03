import { expect, test } from 'vitest';
import type { PreviewProblem, PreviewState } from '../../../src/protocol/preview.ts';
import { stageOf, takeState, type PreviewModel } from '../../../src/webview/preview/previewModel.ts';

/** `3:mail` is revision 3 with html, `3!` one without, `3!we` one with a warning and an error. */
function state(short: string): PreviewState {
  const [, revision = '', html, problems = ''] = /^(\d+)(?::(\w+)|!(\w*))$/.exec(short) ?? [];
  return {
    revision: Number(revision),
    template: 'file:///t.mjml',
    templateName: 't.mjml',
    ...(html === undefined ? {} : { mail: [{ id: 1, html }] }),
    baseUrl: '',
    subject: '',
    preheader: '',
    text: '',
    htmlBytes: 0,
    engine: 'mjml',
    engineReason: '',
    dataSets: [],
    isSampleData: false,
    problems: problems.split('').map((kind, index): PreviewProblem => ({
      severity: kind === 'e' ? 'error' : 'warning',
      code: kind,
      message: `${kind}${index}`,
      start: { line: 0, character: 0 },
      fileName: 't.mjml',
      index,
    })),
    remoteImages: false,
  };
}

/** What is on the stage after these states came in. */
function check(states: readonly string[], wanted: string): void {
  const model = states.map(state).reduce<PreviewModel>(takeState, {});
  const stage = stageOf(model);
  const mail = 'mail' in stage ? ` ${stage.mail.mail[0]?.html}` : '';
  const problem = stage.kind === 'stale' ? ` ${stage.problem?.message ?? 'none'}` : '';
  expect(`${stage.kind}${mail}${problem}`).toBe(wanted);
}

test('before the first state the page waits', () => check([], 'waiting'));

test('a mail is shown, also one of nothing but a letter', () => check(['1:a'], 'mail a'));

test('the newest mail is shown', () => check(['1:a', '2:b'], 'mail b'));

test('a state older than the newest is dropped', () => {
  check(['2:b', '1:a'], 'mail b');
  check(['3:b', '2!e'], 'mail b');
  check(['1:a', '3!e', '2:b'], 'stale a e0');
});

test('the same revision again is taken: the page came back', () => check(['2:a', '2:b'], 'mail b'));

test('a broken template leaves the last good mail, under the first error', () => {
  check(['1:a', '2!wwe'], 'stale a e2');
  check(['1:a', '2!w'], 'stale a w0');
  check(['1:a', '2!'], 'stale a none');
});

test('the mail of another template is not kept', () => {
  const other = { ...state('2!e'), template: 'file:///other.mjml' };
  expect(stageOf(takeState(takeState({}, state('1:a')), other)).kind).toBe('failed');
});

test('a template that never gave a mail has failed', () => check(['1!e'], 'failed'));

test('a mended template is shown again', () => check(['1:a', '2!e', '3:c'], 'mail c'));
