/** Something worth knowing about a message, in a form that can be told in any language. */
export interface Fact {
  readonly code: FactCode;
  readonly values: readonly string[];
}

/** What each fact says in English. */
export const factTexts = {
  localOnly: 'Caught by the local inbox: no server has checked who sent it.',
  seemsFrom: 'The name of the sender contains another address than the one it came from: {0}',
  moreSenders: 'It names {0} senders.',
  answerElsewhere: 'Answers go to another domain than it came from: {0}',
  sentBy: 'Handed over by {0} for the sender.',
  foreignLetters: 'An address has letters that can be taken for others: {0}',
  hiddenOrder: 'A name of a file has characters that turn the order of its letters around: {0}',
  dangerousFile: 'Opening this attachment could run a program: {0}',
  disguisedFile: 'This attachment pretends to be another kind of file: {0}',
  unencryptedHop: 'A part of the way was not encrypted: to {0}.',
  smimeSigned: 'Signed with S/MIME. The signature is not checked here.',
  smimeEncrypted: 'Encrypted with S/MIME: it can be read with the key of its recipient only.',
  pgpSigned: 'Signed with PGP. The signature is not checked here.',
  pgpEncrypted: 'Encrypted with PGP: it can be read with the key of its recipient only.',
  winmail: 'It has a file of Outlook (winmail.dat) in which attachments and formatting are packed.',
  calendar: 'It has an invitation or another entry for a calendar: {0}',
  report: 'It reports what became of another message: {0}',
  readReceipt: 'It reports that another message was displayed.',
  asksForReceipt: 'It asks for a notice when it is read, to {0}.',
  oneClickUnsubscribe: 'One click unsubscribes from it (List-Unsubscribe-Post).',
  unsubscribe: 'It says how to unsubscribe, but not with one click (List-Unsubscribe without List-Unsubscribe-Post).',
  automatic: 'It was written by a program (Auto-Submitted).',
} as const;

export type FactCode = keyof typeof factTexts;
