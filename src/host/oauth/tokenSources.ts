import { settings } from '../../commands.ts';
import { parseProviders } from '../../core/oauth/parseProviders.ts';
import { bindingOf, knownProviders, type TokenSource } from '../../core/oauth/provider.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { read } from '../settings.ts';

export type FoundSource =
  | { readonly kind: 'usable'; readonly source: TokenSource }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Of the user's own settings: the setting has the scope `application`, so that no workspace is asked. */
export function tokenSource(name: string): FoundSource {
  const found = entries().find((entry) => (entry.kind === 'usable' ? entry.source.name : entry.name) === name);
  return found ?? { kind: 'missing' };
}

/** What profiles can name, with the two that everybody can set up. */
export function tokenSourceNames(): readonly string[] {
  const own = entries().map((entry) => (entry.kind === 'usable' ? entry.source.name : entry.name));
  return [...new Set([...knownProviders, ...own])];
}

export function labelOfSource(name: string): string {
  return { google: 'Google', microsoft: 'Microsoft' }[name] ?? name;
}

/** Part of the key of the secret; undefined: no token is wanted. */
export function oauthBinding({ auth, oauth = '' }: Profile): Readonly<Record<string, unknown>> | undefined {
  if (auth !== 'oauth2') return undefined;
  const found = tokenSource(oauth);
  return found.kind === 'usable' ? bindingOf(found.source) : { kind: found.kind };
}

function entries(): ReturnType<typeof parseProviders> {
  return parseProviders(read(settings.oauthProviders));
}
