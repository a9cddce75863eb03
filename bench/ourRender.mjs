// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { immediateFiles, slimBundle } from '../scripts/bundlePlugins.mjs';
import { bundleScript } from '../scripts/bundleScript.mjs';

/** @typedef {import('../src/core/render/renderResult.ts').RenderRequest} RenderRequest */
/** @typedef {Awaited<ReturnType<typeof bundleOurRender>>} OurRender */

/**
 * What the render process runs for one job, bundled as it ships: MJML in it is a copy of its own, so that whatever is made faster
 * in it leaves the stock packages of this process alone.
 * @param {string} folder
 */
export async function bundleOurRender(folder) {
  const outfile = path.join(folder, 'ourRender.mjs');
  const contents = `export { renderJob } from './src/core/render/render.ts';
export { RenderMemory } from './src/core/renderMemory.ts';
export { diskFileReader } from './src/core/template/diskFileReader.ts';
export { stripMarks } from './src/core/sourceMap/marks.ts';`;
  await bundleScript(contents, outfile, {
    plugins: [slimBundle, immediateFiles],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  /**
   * @type {Pick<typeof import('../src/core/render/render.ts'), 'renderJob'>
   *   & Pick<typeof import('../src/core/renderMemory.ts'), 'RenderMemory'>
   *   & Pick<typeof import('../src/core/template/diskFileReader.ts'), 'diskFileReader'>
   *   & Pick<typeof import('../src/core/sourceMap/marks.ts'), 'stripMarks'>}
   */
  const bundle = await import(pathToFileURL(outfile).href);
  const { renderJob, RenderMemory, diskFileReader, stripMarks } = bundle;
  return {
    stripMarks,
    newMemory: () => new RenderMemory(),
    /**
     * @param {RenderRequest} request
     * @param {InstanceType<typeof RenderMemory>} [memory]
     */
    render: (request, memory) =>
      renderJob({ request, files: diskFileReader(request), ...(memory === undefined ? {} : { memory }) }),
  };
}

/**
 * The mail on the disk, as a project.
 * @param {string} folder absolute, made here
 * @param {import('./templates.mjs').Mail} mail
 */
export function writeProject(folder, mail) {
  for (const [name, text] of Object.entries(mail.files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/**
 * What a preview asks for when texts of the project are edited and not saved.
 *
 * @param {string} folder
 * @param {import('./templates.mjs').Mail} mail
 * @param {Readonly<Record<string, string>>} edited by name
 * @param {{ wantsMarks: boolean }} options
 * @returns {RenderRequest}
 */
export function previewRequest(folder, mail, edited, { wantsMarks }) {
  return {
    path: path.join(folder, mail.template),
    root: folder,
    engine: 'auto',
    overrides: Object.fromEntries(Object.entries(edited).map(([name, text]) => [path.join(folder, name), text])),
    wantsText: false,
    ...(wantsMarks ? { wantsMarks } : {}),
  };
}
