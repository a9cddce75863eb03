import type { ProfileFieldTexts } from '../../src/core/profiles/profile.ts';

/** The form's fields that are folded, or of another way to sign in, as they are in a new profile. */
export const untouchedAdvanced = {
  oauth: '',
  ehloName: '',
  certificatePin: '',
  imapHost: '',
  imapPort: '993',
  imapSecurity: 'tls',
  pop3Host: '',
  pop3Port: '995',
  pop3Security: 'tls',
  connectTimeoutSeconds: '',
  replyTimeoutSeconds: '',
} as const satisfies Partial<ProfileFieldTexts>;
