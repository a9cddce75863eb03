import { loadMail } from '../../host/mailModule.ts';
import type { LocatedProfile } from '../../host/profileStore.ts';
import type { ProfileFields } from '../../protocol/profileEditor.ts';

/** A profile as texts for the form. */
export function fieldsOf(entry: Extract<LocatedProfile['entry'], { kind: 'valid' }>): ProfileFields {
  const { profile } = entry;
  return {
    name: entry.name,
    scope: entry.scope,
    host: profile.host,
    port: String(profile.port),
    security: profile.security,
    auth: profile.auth,
    oauth: profile.oauth ?? '',
    user: profile.user ?? '',
    from: profile.from ?? '',
    replyTo: profile.replyTo ?? '',
    to: loadMail().recipientsText(profile.to),
    environment: profile.environment,
    ehloName: profile.ehloName ?? '',
    certificatePin: profile.certificatePin ?? '',
    imapHost: profile.imap?.host ?? '',
    imapPort: String(profile.imap?.port ?? 993),
    imapSecurity: profile.imap?.security ?? 'tls',
    pop3Host: profile.pop3?.host ?? '',
    pop3Port: String(profile.pop3?.port ?? 995),
    pop3Security: profile.pop3?.security ?? 'tls',
    connectTimeoutSeconds: profile.connectTimeoutSeconds?.toString() ?? '',
    replyTimeoutSeconds: profile.replyTimeoutSeconds?.toString() ?? '',
  };
}

/** A new profile, before anything is known of it. */
export function emptyFields(canSaveInWorkspace: boolean): ProfileFields {
  return {
    name: '',
    scope: canSaveInWorkspace ? 'workspace' : 'user',
    host: '',
    port: '465',
    security: 'tls',
    auth: 'password',
    oauth: '',
    user: '',
    from: '',
    replyTo: '',
    to: '',
    environment: 'test',
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
  };
}
