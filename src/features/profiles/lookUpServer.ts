import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { DiscoverySource, FoundAccount, FoundServer } from '../../core/discovery/foundAccount.ts';
import { silentLogger, type Logger } from '../../core/log.ts';
import { logFailure } from '../../host/logFailure.ts';
import { loadMail } from '../../host/mailModule.ts';
import { readString } from '../../host/settings.ts';
import type { DiscoveredServer, DiscoveryConsent } from '../../protocol/profileEditor.ts';
import { loadDiscovery } from './discoveryModule.ts';

export function discoveryConsent(): DiscoveryConsent {
  const mode = readString(settings.discoveryMode, 'ask');
  return mode === 'on' || mode === 'off' ? mode : 'ask';
}

/** Asked once, for all workspaces. */
export async function agreeToDiscovery(log: Logger): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  const isKept = vscode.workspace.getConfiguration().update(settings.discoveryMode, 'on', Global);
  // With settings that cannot be written, the user has agreed all the same, and is asked again next time.
  await isKept.then(undefined, logFailure(log, 'discovery'));
}

export interface DiscoveryOptions {
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly onStep: (source: DiscoverySource) => void;
}

/** undefined: nothing was found, or it was cancelled. The caller has the user's consent. */
export async function discoverServer(
  address: string,
  { signal, log, onStep }: DiscoveryOptions,
): Promise<DiscoveredServer | undefined> {
  const databaseUrl = readString(settings.discoveryDatabase, defaultDatabase);
  const { createWebNetwork, discoverAccount } = loadDiscovery();
  const started = performance.now();
  const discovery = await discoverAccount({
    address,
    network: createWebNetwork(databaseUrl === defaultDatabase ? {} : { trustedUrl: databaseUrl }),
    probe,
    providerOfMailExchanger: knownProvider,
    databaseUrl,
    signal,
    onStep,
  });
  log.info(`discovery: ${discovery.kind} after ${Math.round(performance.now() - started)} ms`);
  if (discovery.kind !== 'found') return undefined;
  const { smtp, user, auth, imap, source, isForeign, hasAnswered } = discovery.account;
  return {
    host: smtp.host,
    port: String(smtp.port),
    security: smtp.security,
    // Elsewhere nobody knows whom to sign in with.
    auth: auth === 'oauth2' && loadMail().providerOfHost(smtp.host)?.auth !== 'oauth2' ? 'password' : auth,
    user,
    ...(imap === undefined
      ? {}
      : { imap: { imapHost: imap.host, imapPort: String(imap.port), imapSecurity: imap.security } }),
    source,
    isForeign,
    hasAnswered,
  };
}

/** A connection test in which nobody signs in. What it is refused for later, it would be refused for now. */
async function probe(server: FoundServer, signal: AbortSignal): Promise<boolean> {
  const { outcome } = await loadMail().verifyConnection({
    profile: { ...server, auth: 'none', to: [], environment: 'test' },
    signal,
    timeouts: probeTimeouts,
    proxy: readString(settings.sendProxy, ''),
    log: silentLogger,
  });
  return outcome.kind === 'verified';
}

function knownProvider(host: string, address: string): FoundAccount | undefined {
  const { providerOfMailExchanger, suggestionOf } = loadMail();
  const provider = providerOfMailExchanger(host);
  const suggestion = provider && suggestionOf(provider, address);
  if (provider === undefined || suggestion === undefined) return undefined;
  const { host: smtpHost, port, security, user, auth, imap } = suggestion;
  return {
    smtp: { host: smtpHost, port, security },
    user,
    auth,
    ...(imap === undefined ? {} : { imap }),
  };
}

/** Thunderbird's database of providers (https://github.com/thunderbird/autoconfig). */
const defaultDatabase = 'https://autoconfig.thunderbird.net/v1.1/';
const probeTimeouts = { connect: 5000, greeting: 6000, tls: 5000, command: 5000, overall: 12_000 };
