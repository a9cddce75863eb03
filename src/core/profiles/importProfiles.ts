import { parse } from 'jsonc-parser';
import { isRecord } from '../isRecord.ts';
import { accountsInEnv } from './envAccounts.ts';
import { readEnv } from './envFile.ts';
import { importedAccount, importedProfile, type ImportedProfile } from './foundAccount.ts';
import { importedMjmlSettings, importedOptions } from './nodemailerOptions.ts';
import { isSmtpUrl, readSmtpUrl } from './smtpUrl.ts';

/**
 * Finds accounts in a text: an SMTP URL, an `.env` file of the usual spellings (Node, Laravel, Django, Rails, WP Mail SMTP),
 * PHP constants, settings of VS Code (ours, and `mjml.nodemailer` of the MJML extension), or the options of nodemailer as JSON.
 * Never throws; nothing is found in what is none of these.
 */
export function importProfiles(text: string): readonly ImportedProfile[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  // As it is copied from code.
  const [, , quoted, bare] =
    trimmed.length > maxUrlLength ? [] : (/^(?:(["'`])(\S+)\1|<?(\S+?)>?)[,;]?$/.exec(trimmed) ?? []);
  const url = quoted ?? bare ?? '';
  if (isSmtpUrl(url)) return [importedUrl(url)];
  const json = trimmed.replace(leadingComments, '');
  if (json.startsWith('{')) return importedFromJson(parseJson(json));
  // One setting, as it is copied from a file of settings.
  if (/^"[\w.]+"\s*:\s*\{/.test(json)) return importedFromJson(parseJson(`{${json}}`));
  return accountsInEnv(readEnv(trimmed));
}

/** The value of a setting of VS Code, or another object. */
export function importedFromJson(value: unknown): readonly ImportedProfile[] {
  if (!isRecord(value)) return [];
  // A file of a workspace with several folders.
  const settings = Array.isArray(value['folders']) && isRecord(value['settings']) ? value['settings'] : value;
  const own = Object.keys(settings)
    .filter((key) => /^mailproof\.(?:workspaceP|p)rofiles$/.test(key))
    .map((key) => settings[key])
    .filter(isRecord);
  const ofMjml = importedMjmlSettings(settings);
  if (own.length > 0 || ofMjml.length > 0) return [...own.flatMap(fromNamed), ...ofMjml];
  const { host, service, url } = settings;
  const isOptions =
    typeof host === 'string' || typeof service === 'string' || (typeof url === 'string' && isSmtpUrl(url));
  return isOptions ? [importedOptions(settings, {})] : fromNamed(settings);
}

function fromNamed(value: Readonly<Record<string, unknown>>): readonly ImportedProfile[] {
  return Object.keys(value)
    .slice(0, maxProfiles)
    .flatMap((name) => {
      const entry = value[name];
      if (!isRecord(entry) || !('host' in entry)) return [];
      // Ours has "security", nodemailer's has "secure" and "auth" as an object.
      return [isRecord(entry['auth']) ? importedOptions(entry, { name }) : importedProfile(name, entry, undefined)];
    });
}

function importedUrl(url: string): ImportedProfile {
  const read = readSmtpUrl(url);
  return read.kind === 'invalid' ? { ...read, name: 'SMTP' } : importedAccount(read.account);
}

function parseJson(text: string): unknown {
  try {
    return parse(text, [], { allowTrailingComma: true }) as unknown;
  } catch {
    // Nested deeper than the stack.
    return undefined;
  }
}

const leadingComments = /^(?:\s+|\/\/[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/;
const maxUrlLength = 10_000;
const maxProfiles = 500;
