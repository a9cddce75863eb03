import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/**
 * The mechanisms that take an access token instead of a password, the more widespread first. nodemailer knows only XOAUTH2, and
 * asks for a second token by itself when the first is refused: who gets tokens, and when, is not its business.
 */
export const tokenMechanisms = ['XOAUTH2', 'OAUTHBEARER'] as const;

type CustomAuth = NonNullable<SMTPConnection.Options['customAuth']>;

/**
 * nodemailer's name for our way of doing a mechanism. Under its own name it would take `XOAUTH2` without a token source of its
 * kind for no choice at all, and show the token to the server as a password (smtp-connection, login).
 */
export function methodOf(mechanism: string): string {
  return tokenMechanisms.some((known) => known === mechanism) ? `TOKEN ${mechanism}` : mechanism;
}

/** For nodemailer: what it does for each of these methods. */
export function tokenSignIn({ host, port }: { readonly host: string; readonly port: number }): CustomAuth {
  const signIn =
    (mechanism: string, initial: (user: string, token: string) => string, endOfError: string): CustomAuth[string] =>
    async (session) => {
      const { user, pass } = session.auth.credentials;
      const encoded = Buffer.from(initial(user, pass)).toString('base64');
      const answer = await session.sendCommand(`AUTH ${mechanism} ${encoded}`);
      // Both send the reason of a refusal as a challenge. Only the answer to that brings the refusal itself.
      const last = answer.response.startsWith('334') ? await session.sendCommand(endOfError) : answer;
      if (!last.response.startsWith('235')) throw new Error(last.response);
    };
  return {
    // https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
    [methodOf('XOAUTH2')]: signIn('XOAUTH2', (user, token) => `user=${user}\u0001auth=Bearer ${token}\u0001\u0001`, ''),
    // RFC 7628, section 3.1; the end of an error is section 3.2.3.
    [methodOf('OAUTHBEARER')]: signIn(
      'OAUTHBEARER',
      (user, token) =>
        `n,a=${saslName(user)},\u0001host=${host}\u0001port=${port}\u0001auth=Bearer ${token}\u0001\u0001`,
      'AQ==',
    ),
  };
}

/** RFC 5801, section 4. */
function saslName(user: string): string {
  return user.replaceAll('=', '=3D').replaceAll(',', '=2C');
}
