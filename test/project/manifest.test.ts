import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands, contextKeys, settings, views } from '../../src/commands.ts';
import { parseProfile } from '../../src/core/profiles/parseProfile.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;
const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;
const nlsOfOthers = JSON.parse(read('package.nls.vi.json')) as Record<string, string>;

/** The files that a `%key%` stands for. */
function inLanguages(given = ''): readonly string[] {
  const key = given.slice(1, -1);
  return [nls, nlsOfOthers].map((texts) => texts[key] ?? given);
}
const source = sourceFiles('src')
  .filter((file) => file !== path.join('src', 'commands.ts'))
  .map((file) => ({ file, text: read(file) }));

describe('manifest and code agree', () => {
  test('every contributed command has an id in commands.ts, and the other way round', () => {
    const contributed = contributes.commands.map((entry: { command: string }) => entry.command);
    expect(contributed.sort()).toEqual(Object.values(commands).sort());
  });

  test.each(Object.keys(commands))('the command %s is registered by exactly one file', (name) => {
    const pattern = new RegExp(`(?:registerCommand|command)\\(\\s*commands\\.${name}\\b`);
    expect(source.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toHaveLength(1);
  });

  test('every contributed setting has an id in commands.ts, and the other way round', () => {
    expect(Object.keys(contributedSettings()).sort()).toEqual(Object.values(settings).sort());
  });

  test.each(Object.keys(settings))('the setting %s is read by some code', (name) => {
    expect(source.some(({ text }) => text.includes(`settings.${name}`))).toBe(true);
  });

  test.each(Object.keys(contextKeys))('the context key %s is set by code and used by the manifest', (name) => {
    expect(source.some(({ text }) => text.includes(`contextKeys.${name}`))).toBe(true);
    expect(read('package.json')).toContain(contextKeys[name as keyof typeof contextKeys]);
  });

  test('ids are spelled out in commands.ts only', () => {
    const ids = [commands, settings, contextKeys].flatMap((group) => Object.values(group));
    const spelled = source.flatMap(({ file, text }) =>
      ids.filter((id) => text.includes(`'${id}'`)).map((id) => `${file}: ${id}`),
    );
    expect(spelled).toEqual([]);
  });

  test('every view and editor of the manifest is provided by code', () => {
    const ids = [
      ...Object.values(contributes.views).flatMap((group) => (group as { id: string }[]).map((view) => view.id)),
      ...contributes.customEditors.map((editor: { viewType: string }) => editor.viewType),
    ];
    expect(ids.filter((id) => !Object.values<string>(views).includes(id))).toEqual([]);
    for (const view of contributes.views.mailproof) {
      expect(contributes.viewsWelcome.some((welcome: { view: string }) => welcome.view === view.id)).toBe(true);
    }
  });

  test('defaults in the manifest are the ones that code falls back to', () => {
    const all = contributedSettings();
    const fallbacks = source.flatMap(({ text }) =>
      [...text.matchAll(/settings\.(\w+), \{\s*fallback: ([\d_]+), min: ([\d_]+), max: ([\d_]+)/g)].map((found) =>
        found.slice(1).map((part) => part.replaceAll('_', '')),
      ),
    );
    expect(fallbacks.length).toBeGreaterThanOrEqual(5);
    for (const [name = '', fallback, min, max] of fallbacks) {
      const setting = all[settings[name as keyof typeof settings]];
      expect([name, setting?.default, setting?.minimum, setting?.maximum]).toEqual([
        name,
        Number(fallback),
        Number(min),
        Number(max),
      ]);
    }
  });
});

describe('manifest and texts agree', () => {
  const used = [...new Set([...read('package.json').matchAll(/"%([\w.-]+)%"/g)].map((found) => found[1]))];

  test('every %key% has a text', () => {
    expect(used.filter((key) => !Object.hasOwn(nls, key ?? ''))).toEqual([]);
  });

  test('every text is used', () => {
    expect(Object.keys(nls).filter((key) => !used.includes(key))).toEqual([]);
  });

  test('commands named in welcome texts exist', () => {
    const named = Object.values(nls).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)/g)].map((found) => found[1] ?? ''),
    );
    const known = new Set<string>([...Object.values(commands), 'vscode.openFolder']);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  test('every file that the manifest names exists', () => {
    const files = [
      manifest.icon,
      ...contributes.languages.map((language: { configuration: string }) => language.configuration),
      ...contributes.grammars.map((grammar: { path: string }) => grammar.path),
      ...contributes.jsonValidation.map((schema: { url: string }) => schema.url),
      ...contributes.viewsContainers.activitybar.map((container: { icon: string }) => container.icon),
      ...contributes.walkthroughs.flatMap((walkthrough: { steps: { media: { svg?: string; markdown?: string } }[] }) =>
        walkthrough.steps.flatMap(({ media }) => media.svg ?? inLanguages(media.markdown)),
      ),
    ];
    expect(files.filter((file: string) => !fs.existsSync(path.join(root, file)))).toEqual([]);
  });
});

describe('manifest is right for the Marketplace', () => {
  test('types of VS Code are those of the engine floor', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  test('every command has an explicit place in the palette', () => {
    const placed = contributes.menus.commandPalette.map((entry: { command: string }) => entry.command);
    expect(placed.sort()).toEqual(Object.values(commands).sort());
  });

  test('profiles are never of a scope that a workspace could override', () => {
    const all = contributedSettings();
    expect(all[settings.profiles]?.scope).toBe('application');
    expect(all[settings.workspaceProfiles]?.scope).toBe('resource');
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(settings.workspaceProfiles);
  });

  test('activation events that VS Code infers are not listed', () => {
    const inferred = /^(onCommand|onView|onCustomEditor|onWalkthrough):|^onLanguage:mjml$|^\*$/;
    expect(manifest.activationEvents.filter((event: string) => inferred.test(event))).toEqual([]);
  });

  test('the schema of a profile accepts what the parser accepts, and knows no secret', () => {
    const schema = contributedSettings()[settings.profiles]?.additionalProperties;
    const names = Object.keys(schema?.properties ?? {});
    const full = {
      host: 'smtp.example.com',
      port: 465,
      security: 'tls',
      auth: 'oauth2',
      oauth: 'google',
      user: 'lan',
      from: 'Lan <lan@example.com>',
      replyTo: 'lan@example.com',
      to: ['lan@example.com'],
      environment: 'test',
      ehloName: 'client.example.com',
      certificatePin: Array.from({ length: 32 }, () => 'AB').join(':'),
      imap: { host: 'imap.example.com', port: 993, security: 'tls' },
      pop3: { host: 'pop.example.com', port: 995, security: 'tls' },
      connectTimeoutSeconds: 10,
      replyTimeoutSeconds: 30,
    };
    expect(names.sort()).toEqual(Object.keys(full).sort());
    expect(parseProfile(full)).toEqual({ kind: 'valid', profile: full });
    expect(names.filter((name) => /pass|secret|token/i.test(name))).toEqual([]);
  });

  test('libraries are not older than the versions that fixed known vulnerabilities', () => {
    const floors = {
      nodemailer: '10.6.0',
      handlebars: '4.7.10',
      mjml: '5.4.1',
      'smtp-server': '3.21.6',
      'postal-mime': '4.0.0',
    };
    const tooOld = Object.entries(floors).filter(([name, floor]) => {
      const { version } = JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string };
      return compareVersions(version, floor) < 0;
    });
    expect(tooOld).toEqual([]);
  });
});

test('the lock file knows the packages of every platform', () => {
  // `npm install` drops those that the registry at hand lacks, and `npm ci` then refuses the lock file elsewhere.
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const names = new Set(Object.keys(packages).map((folder) => folder.replace(/^.*node_modules\//, '')));
  const missing = Object.values(packages)
    .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => !names.has(name));
  expect(missing).toEqual([]);
  expect(read('package-lock.json')).not.toContain('"resolved"');
});

interface ContributedSetting {
  readonly scope?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly additionalProperties?: { readonly properties: Record<string, unknown> };
}

function contributedSettings(): Record<string, ContributedSetting> {
  return Object.assign(
    {},
    ...contributes.configuration.map(
      (section: { properties: Record<string, ContributedSetting> }) => section.properties,
    ),
  );
}

function compareVersions(one: string, other: string): number {
  const [first, second] = [one, other].map((version) => version.split('.').map(Number));
  const index = [0, 1, 2].find((part) => first?.[part] !== second?.[part]) ?? 2;
  return (first?.[index] ?? 0) - (second?.[index] ?? 0);
}

function sourceFiles(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));
}
