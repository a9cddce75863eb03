import { endpoint, type FailureContext } from './failureContext.ts';
import type { LibraryError } from './libraryError.ts';
import type { SendFailure } from './outcome.ts';

/** What went wrong with the encryption, of either kind; in every case before anything secret was sent. */
export function describeTls(error: LibraryError, context: FailureContext): SendFailure {
  const { systemCode, text } = error;
  if (error.code === 'ETLS' && error.replyCode !== undefined) {
    if (context.capabilities?.startTls !== true) return describeMissingStartTls(text, context);
    return {
      code: 'starttls-refused',
      message: `${endpoint(context)} refused to encrypt the connection; nothing was sent.`,
      remedy: 'Try again later.',
      detail: text,
    };
  }
  // After STARTTLS, the port is right: the answer was not what had been agreed on.
  if (plainServerCodes.has(systemCode) && context.phase !== 'starttls') {
    return {
      code: 'tls-on-plain-port',
      message: `${endpoint(context)} does not speak TLS from the first byte.`,
      remedy: 'Choose STARTTLS for this port, or port 465 for TLS.',
      detail: text,
    };
  }
  const certificateProblem = certificateProblems.get(systemCode);
  if (certificateProblem !== undefined) {
    return {
      code: 'certificate',
      message: `The certificate of ${endpoint(context)} ${certificateProblem.what}; nothing was sent.`,
      remedy: certificateProblem.remedy,
      detail: `${systemCode}: ${text}`,
    };
  }
  return {
    code: 'tls-failed',
    message: `The encrypted connection to ${endpoint(context)} could not be established; nothing was sent.`,
    remedy: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(systemCode)
      ? 'The server is too old: it does not know TLS 1.2.'
      : 'Check the port and the kind of encryption.',
    detail: systemCode === '' ? text : `${systemCode}: ${text}`,
  };
}

export function describeMissingStartTls(detail: string, context: FailureContext): SendFailure {
  return {
    code: 'starttls-not-offered',
    message: `${endpoint(context)} does not offer to encrypt the connection; nothing was sent.`,
    remedy: 'It is the wrong port, or somebody between here and there removes the encryption. Try TLS on port 465.',
    detail,
  };
}

const plainServerCodes = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_RECORD_LAYER_FAILURE',
  'ERR_SSL_HTTP_REQUEST',
]);

const certificateProblems = new Map<string, { readonly what: string; readonly remedy: string }>(
  [
    {
      codes: ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
      what: 'is signed by itself and not by an authority that this computer knows',
      remedy: 'Install the certificate of its authority on this computer, or use a server with a public certificate.',
    },
    {
      codes: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
      what: 'comes from an authority that this computer does not know',
      remedy: 'The server may lack an intermediate certificate, or a firewall looks into the connection.',
    },
    {
      codes: ['CERT_HAS_EXPIRED'],
      what: 'has expired',
      remedy: 'Whoever runs the server has to renew it; check the clock of this computer too.',
    },
    {
      codes: ['CERT_NOT_YET_VALID'],
      what: 'is not valid yet',
      remedy: 'Check the clock of this computer.',
    },
    {
      codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
      what: 'is for another name',
      remedy: 'Use the host name that the certificate is for, as the provider writes it.',
    },
    { codes: ['CERT_REVOKED'], what: 'was revoked', remedy: 'Do not use this server.' },
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
      what: 'cannot be trusted',
      remedy: 'Whoever runs the server has to replace it.',
    },
  ].flatMap(({ codes, what, remedy }) => codes.map((code) => [code, { what, remedy }] as const)),
);
