// @ts-check
// The stock engines in a thread of their own: nothing that Mailproof changes in its copy of them can reach them there.
import { parentPort } from 'node:worker_threads';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';

parentPort?.on('message', ({ id, ...job }) => {
  build(job).then(
    (html) => parentPort?.postMessage({ id, html }),
    () => parentPort?.postMessage({ id, html: undefined }),
  );
});

/** @param {import('./stockEngines.ts').StockJob} job */
async function build({ text, partials, data }) {
  const engine = Handlebars.create();
  for (const [name, partial] of Object.entries(partials)) engine.registerPartial(name, partial);
  const expanded = data === undefined ? text : engine.compile(text)(data);
  return (await mjml2html(expanded, { keepComments: true, validationLevel: 'soft' })).html;
}
