import {
  certificate,
  createSelfSigned as selfSigned,
  dayMs,
  newKeys,
  privatePem,
  type Certificate,
} from '../../src/core/inbox/certificate.ts';

export type { Certificate } from '../../src/core/inbox/certificate.ts';

/** Made anew in every run, so that the repository holds no private key. */
export interface Authority extends Certificate {
  issue(names: readonly string[], validity?: Validity): Certificate;
}

interface Validity {
  readonly from: Date;
  readonly to: Date;
}

export function createAuthority(name = 'Mailproof test authority'): Authority {
  const keys = newKeys();
  const usual = { from: new Date(Date.now() - dayMs), to: new Date(Date.now() + 30 * dayMs) };
  const common = { issuer: name, signer: keys };
  const cert = certificate({ ...common, subject: name, keys, isAuthority: true, names: [], validity: usual });
  return {
    cert,
    key: privatePem(keys),
    issue: (names, validity = usual) => {
      const own = newKeys();
      return {
        cert: certificate({ ...common, subject: names[0] ?? '', keys: own, names, validity }),
        key: privatePem(own),
      };
    },
  };
}

export function createSelfSigned(names: readonly string[]): Certificate {
  return selfSigned(names, 30);
}
