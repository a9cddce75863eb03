import type { AuthenticationResult } from './authenticationResults.ts';

/** What a result means to somebody who never read an RFC. */
export interface AuthenticationMeaning {
  readonly verdict: AuthenticationVerdict;
  /** Key of `authenticationTexts`. */
  readonly text: AuthenticationText;
  /** For `{0}`: the domain, or the address, that was looked at; what the server calls it where nobody knows it. */
  readonly subject: string;
}

/** `bad`: the check says that something is not as it claims to be. `open`: it says nothing either way. */
export type AuthenticationVerdict = 'good' | 'bad' | 'open';

/** Meanings of results after RFC 8601, 2.7 (SPF: RFC 7208, 2.6; DMARC: RFC 7489, 11.2; ARC: RFC 8617, 4.4). */
export function meaningOf(result: AuthenticationResult): AuthenticationMeaning {
  const known = meanings.get(`${result.method} ${normalResult(result.result)}`);
  const failed = /^(?:temperror|permerror)$/.exec(normalResult(result.result))?.[0];
  if (known !== undefined) return { ...known, subject: subjectOf(result) };
  if (failed !== undefined) {
    return { verdict: 'open', text: failed === 'temperror' ? 'anyTempError' : 'anyPermError', subject: result.method };
  }
  return { verdict: 'open', text: 'anyOther', subject: `${result.method}=${result.result}` };
}

/** The texts in English, by key. */
export const authenticationTexts = {
  spfPass: 'The server that handed it over may send mail for {0}.',
  spfFail: 'The server that handed it over may not send mail for {0}: its SPF record forbids it.',
  spfSoftFail:
    'The server that handed it over is not among those that {0} sends from; its SPF record asks to be careful only.',
  spfNeutral: '{0} does not say whether the server that handed it over may send for it.',
  spfNone: '{0} has no SPF record, which would say which servers may send for it.',
  dkimPass: 'It is signed by {0}, and neither its text nor the signed headers were changed since.',
  dkimFail: 'The signature of {0} does not fit: the message was changed after signing, or the key is another one.',
  dkimNeutral: 'It has a signature of {0} that could not be checked.',
  dkimPolicy: 'The signature of {0} fits, but the receiving server does not accept its kind, for example a short key.',
  dkimNone: 'It has no DKIM signature, by which a domain answers for it.',
  dmarcPass: 'The address under From is really of {0}: SPF or DKIM passed for that very domain.',
  dmarcFail: 'The address under From claims {0}, but neither SPF nor DKIM passed for that domain.',
  dmarcNone: '{0} has no DMARC record, which would say what to do with mail that only pretends to be from there.',
  arcPass: 'The servers that forwarded it sealed what they had checked, and all seals fit.',
  arcFail: 'A server that forwarded it sealed what it had checked, but the seals do not fit any more.',
  arcNone: 'No forwarding server sealed what it had checked.',
  iprevPass: 'The name and the address of the server that handed it over lead to each other ({0}).',
  iprevFail: 'The name and the address of the server that handed it over do not lead to each other ({0}).',
  authPass: 'Whoever handed it over had signed in ({0}).',
  authNone: 'Whoever handed it over had not signed in.',
  anyTempError: '{0} could not be checked at that moment: a server of names did not answer, most likely.',
  anyPermError: '{0} could not be checked: a record of the domain has an error.',
  anyOther: 'The server found: {0}.',
} as const;

export type AuthenticationText = keyof typeof authenticationTexts;

type Known = Omit<AuthenticationMeaning, 'subject'>;

const meanings: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['spf pass', { verdict: 'good', text: 'spfPass' }],
  ['spf fail', { verdict: 'bad', text: 'spfFail' }],
  ['spf softfail', { verdict: 'bad', text: 'spfSoftFail' }],
  ['spf neutral', { verdict: 'open', text: 'spfNeutral' }],
  ['spf none', { verdict: 'open', text: 'spfNone' }],
  ['dkim pass', { verdict: 'good', text: 'dkimPass' }],
  ['dkim fail', { verdict: 'bad', text: 'dkimFail' }],
  ['dkim neutral', { verdict: 'open', text: 'dkimNeutral' }],
  ['dkim policy', { verdict: 'open', text: 'dkimPolicy' }],
  ['dkim none', { verdict: 'open', text: 'dkimNone' }],
  ['dmarc pass', { verdict: 'good', text: 'dmarcPass' }],
  // Microsoft's answer where a domain has no record, but would pass with the usual one.
  ['dmarc bestguesspass', { verdict: 'open', text: 'dmarcNone' }],
  ['dmarc fail', { verdict: 'bad', text: 'dmarcFail' }],
  ['dmarc none', { verdict: 'open', text: 'dmarcNone' }],
  ['arc pass', { verdict: 'good', text: 'arcPass' }],
  ['arc fail', { verdict: 'bad', text: 'arcFail' }],
  ['arc none', { verdict: 'open', text: 'arcNone' }],
  ['iprev pass', { verdict: 'good', text: 'iprevPass' }],
  ['iprev fail', { verdict: 'bad', text: 'iprevFail' }],
  ['auth pass', { verdict: 'good', text: 'authPass' }],
  ['auth none', { verdict: 'open', text: 'authNone' }],
]);

/** Names of results that programs use instead of those of RFC 8601, 2.7. */
function normalResult(result: string): string {
  switch (result) {
    case 'hardfail':
      return 'fail';
    case 'error':
      return 'temperror';
    case 'unknown':
      return 'permerror';
    default:
      return result;
  }
}

/** Which of the properties names what was looked at, the most telling one first (RFC 8601, 2.7). */
const subjects: Readonly<Record<string, readonly string[]>> = {
  spf: ['smtp.mailfrom', 'smtp.mail', 'smtp.helo'],
  dkim: ['header.d', 'header.i', 'header.from'],
  dmarc: ['header.from'],
  iprev: ['policy.iprev', 'smtp.remote-ip', 'smtp.client-ip'],
  auth: ['smtp.auth', 'smtp.mailfrom'],
};

function subjectOf({ method, properties }: AuthenticationResult): string {
  const found = (subjects[method] ?? []).map((name) => properties[name]).find((value) => value !== undefined);
  const value = found ?? '';
  return method === 'auth' || method === 'iprev' ? value : value.slice(value.lastIndexOf('@') + 1) || '?';
}
