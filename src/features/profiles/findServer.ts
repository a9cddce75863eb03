import * as vscode from 'vscode';
import { loadMail } from '../../host/mailModule.ts';
import type { FoundServer, ProviderChoice, ServerQuestion } from '../../protocol/profileEditor.ts';

export function providerChoices(): readonly ProviderChoice[] {
  return loadMail().providers.map(({ id, name, kind }) => ({ id, name, kind }));
}

/** What is known without asking the network. undefined: no such provider. */
export function findServer(question: ServerQuestion): FoundServer | undefined {
  const { providerById, providerOfAddress, providerOfHost, suggestionOf } = loadMail();
  const provider =
    question.kind === 'host'
      ? providerOfHost(question.host)
      : question.kind === 'provider'
        ? providerById(question.id)
        : providerOfAddress(question.address);
  const suggestion = provider && suggestionOf(provider, question.kind === 'host' ? '' : question.address);
  if (provider === undefined || suggestion === undefined) return undefined;
  const { id, name, kind, hint, credentialUrl, helpUrl, confirmed } = provider;
  const { imap } = suggestion;
  return {
    provider: { id, name, kind },
    host: suggestion.host,
    port: String(suggestion.port),
    security: suggestion.security,
    auth: suggestion.auth,
    user: suggestion.user,
    // Looked up by hand: the sentences stand with the facts, where scripts/l10n.mjs finds them.
    hint: hint === undefined ? '' : (vscode.l10n.bundle?.[hint] ?? hint),
    link: credentialUrl ?? helpUrl ?? '',
    linkMeaning: credentialUrl === undefined ? 'help' : 'credential',
    ...(imap === undefined
      ? {}
      : { imap: { imapHost: imap.host, imapPort: String(imap.port), imapSecurity: imap.security } }),
    isConfirmed: confirmed,
  };
}
