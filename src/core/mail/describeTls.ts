import { sentence, type Sentence } from '../sentence.ts';
import { endpoint, type FailureContext, type FailureText } from './failureContext.ts';
import type { LibraryError } from './libraryError.ts';

/** What went wrong with the encryption, of either kind; in every case before anything secret was sent. */
export function describeTls(error: LibraryError, context: FailureContext): FailureText {
  const { systemCode, text } = error;
  if (error.code === 'ETLS' && error.replyCode !== undefined) {
    if (context.capabilities?.startTls !== true) return describeMissingStartTls(text, context);
    return {
      code: 'starttls-refused',
      message: sentence('{0} refused to encrypt the connection; nothing was sent.', endpoint(context)),
      remedy: sentence('Try again later.'),
      detail: text,
    };
  }
  // After STARTTLS, the port is right: the answer was not what had been agreed on.
  if (plainServerCodes.has(systemCode) && context.phase !== 'starttls') {
    return {
      code: 'tls-on-plain-port',
      message: sentence('{0} does not speak TLS from the first byte.', endpoint(context)),
      remedy: sentence('Choose STARTTLS for this port, or port 465 for TLS.'),
      detail: text,
    };
  }
  const certificateProblem = certificateProblems.get(systemCode);
  if (certificateProblem !== undefined) {
    return {
      code: 'certificate',
      message: certificateProblem.message(endpoint(context)),
      remedy: certificateProblem.remedy,
      detail: `${systemCode}: ${text}`,
    };
  }
  return {
    code: 'tls-failed',
    message: sentence('The encrypted connection to {0} could not be established; nothing was sent.', endpoint(context)),
    remedy: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(systemCode)
      ? sentence('The server is too old: it does not know TLS 1.2.')
      : sentence('Check the port and the kind of encryption.'),
    detail: systemCode === '' ? text : `${systemCode}: ${text}`,
  };
}

export function describeMissingStartTls(detail: string, context: FailureContext): FailureText {
  return {
    code: 'starttls-not-offered',
    message: sentence('{0} does not offer to encrypt the connection; nothing was sent.', endpoint(context)),
    remedy: sentence(
      'It is the wrong port, or somebody between here and there removes the encryption. Try TLS on port 465.',
    ),
    detail,
  };
}

const plainServerCodes = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_RECORD_LAYER_FAILURE',
  'ERR_SSL_HTTP_REQUEST',
]);

const certificateProblems = new Map<
  string,
  { readonly message: (server: string) => Sentence; readonly remedy: Sentence }
>(
  [
    {
      codes: ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
      message: (server: string) =>
        sentence(
          'The certificate of {0} is signed by itself and not by an authority that this computer knows; nothing was sent.',
          server,
        ),
      remedy: sentence(
        'Install the certificate of its authority on this computer, or use a server with a public certificate.',
      ),
    },
    {
      codes: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
      message: (server: string) =>
        sentence(
          'The certificate of {0} comes from an authority that this computer does not know; nothing was sent.',
          server,
        ),
      remedy: sentence('The server may lack an intermediate certificate, or a firewall looks into the connection.'),
    },
    {
      codes: ['CERT_HAS_EXPIRED'],
      message: (server: string) => sentence('The certificate of {0} has expired; nothing was sent.', server),
      remedy: sentence('Whoever runs the server has to renew it; check the clock of this computer too.'),
    },
    {
      codes: ['CERT_NOT_YET_VALID'],
      message: (server: string) => sentence('The certificate of {0} is not valid yet; nothing was sent.', server),
      remedy: sentence('Check the clock of this computer.'),
    },
    {
      codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
      message: (server: string) => sentence('The certificate of {0} is for another name; nothing was sent.', server),
      remedy: sentence('Use the host name that the certificate is for, as the provider writes it.'),
    },
    {
      codes: ['CERT_REVOKED'],
      message: (server: string) => sentence('The certificate of {0} was revoked; nothing was sent.', server),
      remedy: sentence('Do not use this server.'),
    },
    {
      codes: [
        'UNSPECIFIED',
        'PATH_LENGTH_EXCEEDED',
        'CERT_CHAIN_TOO_LONG',
        'CERT_SIGNATURE_FAILURE',
        'CERT_UNTRUSTED',
        'CERT_REJECTED',
        'INVALID_CA',
        'INVALID_PURPOSE',
        'EE_KEY_TOO_SMALL',
        'CA_MD_TOO_WEAK',
      ],
      message: (server: string) => sentence('The certificate of {0} cannot be trusted; nothing was sent.', server),
      remedy: sentence('Whoever runs the server has to replace it.'),
    },
  ].flatMap(({ codes, message, remedy }) => codes.map((code) => [code, { message, remedy }] as const)),
);
