// @ts-check
// Builds dist/: one bundle for each process, so that nothing heavy is loaded before it is needed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { besideBundles, immediateFiles, looseBundles, slimBundle, withoutSampleKey } from './bundlePlugins.mjs';
import { addPageIcons } from './pageIcons.mjs';

export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const distFolder = path.join(projectRoot, 'dist');

/** Of an input that esbuild has not seen. */
const unread = { bytes: 0, imports: [] };

/** Of the webviews, each with its folder in src/webview. */
const pages = ['preview', 'profileEditor', 'message'];

/**
 * @typedef {{ production: boolean, outdir?: string }} BuildOptions
 * @param {BuildOptions} options `outdir`: absolute, dist/ by default; it is emptied first
 * @returns {Promise<Record<string, import('esbuild').Metafile>>} the metafile of each bundle, by name
 */
export async function buildAll({ production, outdir = distFolder }) {
  fs.rmSync(outdir, { recursive: true, force: true });
  fs.mkdirSync(outdir, { recursive: true });
  const { shared, node } = optionsOf(production);
  const external = ['vscode'];
  const [
    extension,
    profiles,
    exporting,
    profileForm,
    viewer,
    send,
    oauth,
    mail,
    discovery,
    delivery,
    inbox,
    inboxServer,
    source,
    renderer,
    cli,
    webview,
  ] = await Promise.all([
    // The bundles for mail, sources, and the form and the commands of profiles are loaded by the extension on first use, from beside it.
    build({
      ...node,
      entryPoints: { extension: 'src/extension.ts' },
      outdir,
      external: [
        ...external,
        './mail.js',
        './source.js',
        './profiles.js',
        './export.js',
        './profileForm.js',
        './send.js',
        './viewer.js',
        './inbox.js',
        './oauth.js',
        './delivery.js',
      ],
    }),
    build({
      ...node,
      entryPoints: { profiles: 'src/profilesBundle.ts' },
      outdir,
      external: [...external, './mail.js', './oauth.js'],
    }),
    build({ ...node, entryPoints: { export: 'src/exportBundle.ts' }, outdir, external }),
    build({
      ...node,
      entryPoints: { profileForm: 'src/profileFormBundle.ts' },
      outdir,
      external: [...external, './mail.js', './discovery.js', './oauth.js'],
    }),
    build({ ...node, entryPoints: { viewer: 'src/viewerBundle.ts' }, outdir, external }),
    build({
      ...node,
      entryPoints: { send: 'src/sendBundle.ts' },
      outdir,
      external: [...external, './mail.js', './oauth.js'],
    }),
    // This and discovery make web requests: see test/project/vsix.test.ts.
    build({ ...node, entryPoints: { oauth: 'src/oauthBundle.ts' }, outdir, external }),
    // Without `external`: an import of vscode reachable from these entries fails the build.
    build({ ...node, entryPoints: { mail: 'src/mailBundle.ts' }, outdir }),
    build({ ...node, entryPoints: { discovery: 'src/discoveryBundle.ts' }, outdir }),
    build({
      ...node,
      entryPoints: { delivery: 'src/deliveryBundle.ts' },
      outdir,
      external: [...external, './oauth.js'],
    }),
    build({ ...node, entryPoints: { inbox: 'src/inboxBundle.ts' }, outdir, external: [...external, './mail.js'] }),
    build({ ...node, entryPoints: { inboxServer: 'src/inboxProcess/main.ts' }, outdir }),
    build({
      ...node,
      entryPoints: { source: 'src/sourceBundle.ts' },
      outdir,
      plugins: [...node.plugins, looseBundles],
    }),
    buildRenderer({ production, outdir }),
    // All that it needs of the network is in the bundle for mail, which it loads when it sends.
    build({
      ...node,
      entryPoints: { cli: 'src/cli/main.ts' },
      outdir,
      external: ['./mail.js'],
      banner: { js: '#!/usr/bin/env node' },
    }),
    build({
      ...shared,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      entryPoints: Object.fromEntries(pages.map((page) => [page, `src/webview/${page}/main.ts`])),
      outdir: path.join(outdir, 'webview'),
    }),
  ]);
  const icons = await addPageIcons(path.join(outdir, 'webview'), pages);
  fs.chmodSync(path.join(outdir, 'cli.js'), 0o755);
  writeExamples(outdir);
  return {
    extension: extension.metafile,
    profiles: profiles.metafile,
    export: exporting.metafile,
    profileForm: profileForm.metafile,
    viewer: viewer.metafile,
    send: send.metafile,
    oauth: oauth.metafile,
    mail: mail.metafile,
    discovery: discovery.metafile,
    delivery: delivery.metafile,
    inbox: inbox.metafile,
    inboxServer: inboxServer.metafile,
    source: source.metafile,
    ...renderer,
    cli: cli.metafile,
    webview: {
      ...webview.metafile,
      inputs: { ...webview.metafile.inputs, ...Object.fromEntries(icons.map((file) => [file, unread])) },
    },
  };
}

/**
 * The render process alone: what is forked, and what that loads.
 * @param {{ production: boolean, outdir: string }} options
 */
export async function buildRenderer({ production, outdir }) {
  const { node } = optionsOf(production);
  // ASCII: V8 keeps such a text in half of the memory, and reads it in half of the time.
  const engine = await build({
    ...node,
    entryPoints: { renderEngine: 'src/renderer/main.ts' },
    outdir,
    charset: 'ascii',
    plugins: [...node.plugins, immediateFiles, looseBundles],
  });
  const beside = await build({ ...node, entryPoints: besideBundles, outdir });
  const code = fs.readFileSync(path.join(outdir, 'renderEngine.js'));
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const renderer = await build({
    ...node,
    entryPoints: { renderer: 'src/renderer/start.ts' },
    outdir,
    define: { RENDER_ENGINE_BUILD: JSON.stringify(digest) },
  });
  return { renderer: renderer.metafile, renderEngine: engine.metafile, beside: beside.metafile };
}

/** @param {boolean} production */
function optionsOf(production) {
  const shared = /** @satisfies {import('esbuild').BuildOptions} */ ({
    absWorkingDir: projectRoot,
    bundle: true,
    minify: production,
    sourcemap: production ? false : /** @type {const} */ ('linked'),
    metafile: /** @type {const} */ (true),
    logLevel: /** @type {const} */ ('warning'),
    legalComments: /** @type {const} */ ('none'),
    charset: /** @type {const} */ ('utf8'),
  });
  const node = {
    ...shared,
    platform: /** @type {const} */ ('node'),
    format: /** @type {const} */ ('cjs'),
    target: 'node20',
    plugins: [slimBundle, withoutSampleKey],
  };
  return { shared, node };
}

/**
 * The sample folder as one file, for "Open Sample Templates...": relative path to base64.
 * @param {string} outdir
 */
function writeExamples(outdir) {
  const folder = path.join(projectRoot, 'examples');
  /** @type {Record<string, string>} */
  const files = {};
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file).split(path.sep).join('/')] = fs.readFileSync(file).toString('base64');
  }
  fs.writeFileSync(path.join(outdir, 'examples.json'), JSON.stringify(files));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const production = process.argv.includes('--production');
  await buildAll({ production });
  for (const name of fs.readdirSync(distFolder).filter((file) => file.endsWith('.js'))) {
    console.log(`dist/${name}  ${(fs.statSync(path.join(distFolder, name)).size / 1024).toFixed(0)} KB`);
  }
}
