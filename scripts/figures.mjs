// @ts-check
// `npm run figures -- [name]`: the figures that are promised, measured here and now. One line each: name, value, wanted, ok.
// A figure is a function that does its work when it is called; add one below, and to docs/figures.md.
import { figureOfTests } from './figureOfTests.mjs';

/**
 * @typedef {{ value: string, wanted: string, isMet: boolean }} Figure
 * @type {Readonly<Record<string, () => Promise<Figure>>>}
 */
const figures = {
  runaway: async () => (await import('./figureRunaway.mjs')).runaway(),
  edits: () => figureOfTests('edits'),
  incremental: () => figureOfTests('incremental'),
  mutants: () => figureOfTests('mutants'),
  memory: () => figureOfTests('memory'),

  'source-map': () => figureOfTests('sourceMap', './test/figures/sourceMap.ts'),
  'source-map-pixels': async () => (await import('./figureSourceMapPixels.mjs')).sourceMapPixels(),
  'preview-memory': async () => (await import('./figurePreviewMemory.mjs')).previewMemory(),
  picture: async () => (await import('./figurePicture.mjs')).picture(),
  mime: async () => (await import('./figureMime.mjs')).mime(),
  patch: async () => (await import('./figurePatch.mjs')).patch(),
  'inbox-load': async () => (await import('./figureInbox.mjs')).inboxLoad(),
  'inbox-kills': async () => (await import('./figureInbox.mjs')).inboxKills(),
  'inbox-full-disk': async () => (await import('./figureInbox.mjs')).inboxFullDisk(),
  'inbox-search': async () => (await import('./figureInbox.mjs')).inboxSearch(),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in figures));
if (unknown.length > 0) {
  console.error(`There is no figure "${unknown.join('", "')}"; there are: ${Object.keys(figures).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const [name, measure] of Object.entries(figures)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const { value, wanted, isMet } = await measure();
    console.log(`${name}: ${value}; wanted ${wanted}; ${isMet ? 'ok' : 'NOT MET'}`);
    if (!isMet) process.exitCode = 1;
  }
}
