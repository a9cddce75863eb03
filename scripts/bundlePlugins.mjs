// @ts-check
// What the bundler leaves out of the libraries: see docs/decisions/0004-libraries.md.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Resolved: where node_modules is a link, a library found by name and the same found by path would be two otherwise.
const modules = fs.realpathSync(path.join(projectRoot, 'node_modules'));

/**
 * Only for minifying, beautifying, source maps and inlining of remote files, and in imapflow for its own log, proxies and the decoding
 * of parts, none of which Mailproof asks for.
 */
const neverUsed = [
  'pino',
  'socks',
  'encoding-japanese',
  '@zone-eu/mailsplit',
  'htmlnano',
  'cssnano',
  'cssnano-preset-lite',
  'cssnano-preset-default',
  'js-beautify',
  'svgo',
  'terser',
  'web-resource-inliner',
  'source-map',
];

const entities = path.join(modules, 'htmlparser2/node_modules/entities/dist/commonjs');

/** @type {ReadonlyArray<readonly [RegExp, string]>} */
const replaced = [
  // With parse5, undici and iconv-lite; MJML and juice only parse with htmlparser2, which is all that the slim entry has.
  [/^cheerio$/, path.join(modules, 'cheerio/dist/commonjs/slim.js')],
  // The main entry registers a loader for .hbs files with require().
  [/^handlebars$/, path.join(modules, 'handlebars/dist/cjs/handlebars.js')],
  // The main entry is UMD, whose requires a bundler cannot follow.
  [/^jsonc-parser$/, path.join(modules, 'jsonc-parser/lib/esm/main.js')],
  // Four copies otherwise, half of them tables of characters.
  [/^entities$/, path.join(entities, 'index.js')],
  [/^entities\/(lib\/)?decode(\.js)?$/, path.join(entities, 'decode.js')],
  [/^entities\/(lib\/)?escape(\.js)?$/, path.join(entities, 'escape.js')],
];

/** All of lodash takes longer to load than MJML itself. */
const usedOfLodash = [
  'each',
  'escapeRegExp',
  'filter',
  'find',
  'findLastIndex',
  'flatMap',
  'forEach',
  'get',
  'identity',
  'isArray',
  'isEmpty',
  'isFunction',
  'isNil',
  'isObject',
  'kebabCase',
  'map',
  'mapValues',
  'min',
  'negate',
  'omit',
  'omitBy',
  'range',
  'reduce',
  'repeat',
  'some',
];

/** What mjml-core sees of them, loaded when it is called.
 * @type {Readonly<Record<string, string>>} */
const whenNeeded = {
  juice: `const load = () => require('juice/client.js');
module.exports = (...given) => load()(...given);
Object.defineProperty(module.exports, 'codeBlocks', { get: () => load().codeBlocks });`,
  cheerio: `exports.load = (...given) => require('cheerio/slim').load(...given);`,
};

/**
 * Makes the bundle of the renderer a third as large, and safe: mjml-core reads `.mjmlconfig` in the current folder when it is
 * loaded and runs the packages named there, which would be a stranger's code (see mjml-core/lib/helpers/mjmlconfig.js).
 *
 * @type {import('esbuild').Plugin}
 */
export const slimBundle = {
  name: 'slim-bundle',
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^(${neverUsed.join('|')})$`) }, (found) => ({
      path: found.path,
      namespace: 'never-used',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'never-used' }, (found) => ({
      contents: `const refuse = () => { throw new Error(${JSON.stringify(`${found.path} is not part of this build of Mailproof.`)}); };
module.exports = Object.assign(refuse, { html: refuse, process: refuse, default: refuse });`,
    }));
    // nodemailer can fetch html and attachments from the web, and tokens: Mailproof hands it finished bytes.
    builder.onResolve({ filter: /[\\/]fetch(?:[\\/]index)?(?:\.js)?$/ }, (found) =>
      /[\\/]nodemailer[\\/]/.test(found.importer)
        ? { path: 'nodemailer/lib/fetch', namespace: 'never-used' }
        : undefined,
    );
    for (const [filter, file] of replaced) builder.onResolve({ filter }, () => ({ path: file }));
    // html-to-text imports and MJML requires them, and would get two of each.
    builder.onResolve({ filter: /^(htmlparser2|domhandler|domutils|dom-serializer)$/ }, (found) =>
      found.kind === 'import-statement'
        ? builder.resolve(found.path, { kind: 'require-call', resolveDir: found.resolveDir, importer: found.importer })
        : undefined,
    );
    // Two of its functions for mails with inline styles or html attributes: most mails have neither.
    builder.onResolve({ filter: /^(juice|cheerio)$/ }, (found) =>
      /[\\/]mjml-core[\\/]/.test(found.importer)
        ? { path: found.path, namespace: 'when-needed', pluginData: found.resolveDir }
        : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'when-needed' }, (found) => ({
      resolveDir: found.pluginData,
      contents: whenNeeded[found.path] ?? '',
    }));
    builder.onResolve({ filter: /^lodash(\/fp)?$/ }, (found) => ({
      path: found.path,
      namespace: 'lodash-parts',
      pluginData: found.resolveDir,
    }));
    builder.onLoad({ filter: /^lodash$/, namespace: 'lodash-parts' }, (found) => ({
      resolveDir: found.pluginData,
      contents: usedOfLodash.map((name) => `exports.${name} = require('lodash/${name}');`).join('\n'),
    }));
    // A second lodash and all its functions curried, 25 ms of each start, for five functions that MJML uses.
    builder.onLoad({ filter: /^lodash\/fp$/, namespace: 'lodash-parts' }, (found) => ({
      resolveDir: found.pluginData,
      contents: `const flow = require('lodash/flow'), filter = require('lodash/filter'), map = require('lodash/map');
exports.flow = (...functions) => flow(functions.flat());
exports.filter = (test) => (values) => filter(values, (value) => test(value));
exports.map = (change) => (values) => map(values, (value) => change(value));
exports.join = (separator) => (values) => values.join(separator);
exports.identity = (value) => value;`,
    }));
    builder.onLoad({ filter: /[\\/]mjml(-[\w-]+)?[\\/]lib[\\/].*\.js$/ }, (found) => {
      const text = fs.readFileSync(found.path, 'utf8');
      const missing = [...text.matchAll(/\b_lodash\.(\w+)/g)].map(([, name = '']) => name);
      const errors = missing
        .filter((name) => !usedOfLodash.includes(name))
        .map((name) => ({ text: `MJML uses ${name} of lodash: add it to the list.` }));
      return errors.length === 0 ? { contents: text } : { errors };
    });
    builder.onResolve({ filter: /\/(mjmlconfig|skeleton-loader)$/ }, (found) => ({
      path: found.path,
      namespace: 'inert',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'inert' }, () => ({
      contents:
        'exports.__esModule = true; exports.default = exports.readMjmlConfig = exports.handleMjmlConfigComponents = () => undefined;',
    }));
  },
};

/**
 * For the render process: see src/renderer/immediateFiles.ts.
 * @type {import('esbuild').Plugin}
 */
export const immediateFiles = {
  name: 'immediate-files',
  setup(builder) {
    builder.onResolve({ filter: /^node:fs\/promises$/ }, (found) =>
      /[\\/]diskFileReader\.ts$/.test(found.importer)
        ? { path: path.join(projectRoot, 'src', 'renderer', 'immediateFiles.ts') }
        : undefined,
    );
  },
};

/** What few mails need, each a bundle of its own beside the one that loads it: they are half of all code that renders. */
export const besideBundles = /** @type {const} */ ({
  sucrase: 'sucrase',
  yaml: 'yaml',
  messageParser: './src/renderer/messages.ts',
});

/** How the code that loads each of them asks for it. */
const askedFor = /** @type {const} */ ({ ...besideBundles, messageParser: String.raw`\./messages\.ts` });

/**
 * What is in `besideBundles` is left out, and loaded from its file when it is asked for.
 * @type {import('esbuild').Plugin}
 */
export const looseBundles = {
  name: 'loose-bundles',
  setup(builder) {
    for (const [file, name] of Object.entries(askedFor)) {
      builder.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: file, namespace: 'loose-bundle' }));
    }
    builder.onLoad({ filter: /.*/, namespace: 'loose-bundle' }, (found) => ({
      contents: `module.exports = require('./${found.path}.js');`,
    }));
    builder.onResolve({ filter: /^\.\//, namespace: 'loose-bundle' }, (found) => ({
      path: found.path,
      external: true,
    }));
  },
};

/**
 * smtp-server carries a key and a certificate "for localhost" that everybody has. The local inbox offers no TLS with it,
 * and no private key belongs into a package, however well known.
 * @type {import('esbuild').Plugin}
 */
export const withoutSampleKey = {
  name: 'without-sample-key',
  setup(builder) {
    builder.onLoad({ filter: /smtp-server[\\/]dist[\\/]\w+[\\/]tls-options\.js$/ }, (found) => {
      const text = fs.readFileSync(found.path, 'utf8');
      const contents = text.replace(/^\s*(?:key|cert): (?:'[^']*' \+\s*)*'[^']*',?$/gm, '');
      if (contents === text || contents.includes('-----BEGIN')) {
        return { errors: [{ text: 'The sample key of smtp-server is not where it was: look at the new version.' }] };
      }
      return { contents };
    });
  },
};
