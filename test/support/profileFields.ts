import type { ProfileFieldTexts } from '../../src/core/profiles/profile.ts';

/** The form's fields that are folded, as they are in a new profile. */
export const untouchedAdvanced = {
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
