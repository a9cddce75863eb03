import { existsSync, readFileSync, realpathSync } from 'node:fs';
import type { MjmlComponent, MjmlType } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import type { MjmlDependencies, MjmlRule } from 'mjml-validator';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { reasonOf } from '../core/reasonOf.ts';

/** The functions and the registries of one installed MJML, 4 or 5: the same names in both. */
export interface InstalledMjml {
  readonly version: string;
  /** Its own file that others are resolved from. */
  readonly corePath: string;
  /** MJML's registries, which custom components write themselves into. */
  readonly components: Record<string, MjmlComponent>;
  readonly dependencies: Record<string, MjmlDependencies[string]>;
  readonly rules: Record<string, MjmlRule>;
  readonly initializeType: (type: string) => MjmlType;
  readonly registerComponent: (component: unknown) => void;
  readonly registerDependencies: (dependencies: unknown) => void;
  readonly parse: (text: string, options: object) => MjmlNode;
  /** A promise in version 5 only. */
  readonly mjml2html: (
    tree: MjmlNode,
    options: object,
  ) => { readonly html: string } | Promise<{ readonly html: string }>;
}

export type FoundMjml =
  { readonly kind: 'found'; readonly mjml: InstalledMjml } | { readonly kind: 'failed'; readonly message: string };

/** Loads the `mjml` that Node would find for a file. */
export function loadInstalledMjml(from: string, root: string): FoundMjml {
  const manifest = findManifest(dirname(from), root);
  if (manifest === undefined) {
    const isPlugAndPlay = existsSync(join(root, '.pnp.cjs'));
    return failed(
      isPlugAndPlay
        ? 'packages of Yarn Plug\'n\'Play cannot be loaded; set "nodeLinker: node-modules" in .yarnrc.yml'
        : 'mjml is not installed here; run "npm install" or your package manager\'s own',
    );
  }
  try {
    const version = versionOf(manifest);
    if (Number.parseInt(version, 10) < 4) return failed(`it is mjml ${version}; install mjml 4 or 5`);
    // mjml-core runs the packages of a .mjmlconfig in the current folder when it is loaded; here that is done apart.
    return inFolder(dirname(manifest), () => ({ kind: 'found', mjml: loadParts(manifest, version) }));
  } catch (error) {
    // Node's sentence would quote a path.
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')
      return failed('parts of it are missing; install it again');
    const reason = reasonOf(error).split(/[\r\n]/, 1)[0] ?? '';
    return failed(`it cannot be loaded (${reason}); install it again`);
  }
}

/**
 * In the `node_modules` of the folders from the template up to the root, as Node does it; and above the root as far as the
 * repository reaches, because a monorepo installs at its top while people open one of its packages. Not further: a folder
 * above a repository (`C:\`, `/tmp`) can be somebody else's, whom nobody said to trust.
 */
function findManifest(folder: string, root: string): string | undefined {
  const top = repositoryOf(root) ?? root;
  for (let current = folder; ; current = dirname(current)) {
    const manifest = join(current, 'node_modules', 'mjml', 'package.json');
    if (existsSync(manifest)) return realpathSync(manifest);
    if (relative(current, top) === '' || dirname(current) === current) return undefined;
  }
}

function repositoryOf(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, '.git'))) return current;
    if (dirname(current) === current) return undefined;
  }
}

function versionOf(manifest: string): string {
  const value: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version !== 'string') throw new Error('its package.json has no version');
  return version;
}

/** The packages are found as mjml itself finds them: beside it, below it, or in a store of pnpm. */
function loadParts(manifest: string, version: string): InstalledMjml {
  const fromMjml = createRequire(manifest);
  forgetOtherVersion(manifest, version, fromMjml.cache);
  const corePath = fromMjml.resolve('mjml-core');
  const fromCore = createRequire(corePath);
  const mjml2html = defaultOf(fromMjml(dirname(manifest)));
  // The registries are complete once mjml has been loaded.
  const core = recordOf(fromMjml(corePath), 'mjml-core');
  const validator = recordOf(fromCore('mjml-validator'), 'mjml-validator');
  // Packages without types of their own: their shape is checked here, as far as a name can be.
  return {
    version,
    corePath,
    components: recordOf(core['components'], 'components') as Record<string, MjmlComponent>,
    dependencies: recordOf(validator['dependencies'], 'dependencies') as Record<string, MjmlDependencies[string]>,
    rules: recordOf(validator['rulesCollection'], 'rulesCollection') as Record<string, MjmlRule>,
    initializeType: functionOf(core['initializeType'], 'initializeType') as InstalledMjml['initializeType'],
    registerComponent: functionOf(core['registerComponent'], 'registerComponent') as (component: unknown) => void,
    registerDependencies: functionOf(validator['registerDependencies'], 'registerDependencies') as (
      dependencies: unknown,
    ) => void,
    parse: functionOf(defaultOf(fromCore('mjml-parser-xml')), 'mjml-parser-xml') as InstalledMjml['parse'],
    mjml2html: functionOf(mjml2html, 'mjml2html') as InstalledMjml['mjml2html'],
  };
}

const loadedVersions = new Map<string, string>();

/** After an update, the modules of the version before must not answer for the new one. */
function forgetOtherVersion(manifest: string, version: string, cache: NodeJS.Dict<NodeJS.Module>): void {
  if ((loadedVersions.get(manifest) ?? version) !== version) {
    const packages = join(dirname(dirname(manifest)), 'mjml');
    for (const file of Object.keys(cache)) if (file.startsWith(packages)) delete cache[file];
  }
  loadedVersions.set(manifest, version);
}

function inFolder<T>(folder: string, run: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return run();
  } finally {
    process.chdir(before);
  }
}

function defaultOf(exported: unknown): unknown {
  return typeof exported === 'object' && exported !== null && 'default' in exported
    ? (exported.default ?? exported)
    : exported;
}

function recordOf(value: unknown, name: string): Record<string, unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    throw new Error(`it has no ${name}`);
  return value as Record<string, unknown>;
}

function functionOf(value: unknown, name: string): unknown {
  if (typeof value !== 'function') throw new Error(`it has no ${name}`);
  return value;
}

function failed(message: string): FoundMjml {
  return { kind: 'failed', message };
}
