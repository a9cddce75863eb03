// @ts-check
import path from 'node:path';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';

/**
 * What a user would write: npm's handlebars and mjml, everything rendered on every key. Partials that did not change stay compiled.
 *
 * @param {import('./templates.mjs').Mail} mail
 */
export function stockPipeline(mail) {
  const engine = Handlebars.create();
  for (const [name, text] of Object.entries(mail.files)) register(name, text);
  const { template, dataFile } = mail;

  /** @param {string} name @param {string} text */
  function register(name, text) {
    if (name.startsWith('partials/')) engine.registerPartial(path.basename(name, '.hbs'), text);
  }

  /** @param {Readonly<Record<string, string>>} edited */
  function expand(edited) {
    const text = edited[template] ?? mail.files[template] ?? '';
    if (dataFile === undefined) return text;
    return engine.compile(text)(JSON.parse(edited[dataFile] ?? mail.files[dataFile] ?? '{}'));
  }

  return {
    /**
     * The options of the preview: comments are kept, and faults are told but stop nothing.
     * @param {Readonly<Record<string, string>>} edited by name
     */
    render: async (edited) => {
      for (const [name, text] of Object.entries(edited)) register(name, text);
      return (await mjml2html(expand(edited), { keepComments: true, validationLevel: 'soft' })).html;
    },
  };
}

/** As a user has it who copied the command from the row that says it. */
const mrmlPaths = ['mrml', 'mrml/nodejs/mrml_wasm.js', 'mrml/node/mrml.js'];

/**
 * mrml (WebAssembly) is no package of this project: it is a yardstick, and not the same mail.
 * @returns {Promise<((text: string) => unknown) | string>} or why there is none
 */
export async function loadMrml() {
  const faults = [];
  for (const name of mrmlPaths) {
    try {
      const loaded = await import(name);
      const engine = new (loaded.Engine ?? loaded.default.Engine)();
      const render = (/** @type {string} */ text) => {
        const result = engine.toHtml(text);
        if (result.type !== 'success') throw new Error(`mrml: ${JSON.stringify(result).slice(0, 200)}`);
        return result.content;
      };
      render('<mjml><mj-body><mj-section></mj-section></mj-body></mjml>');
      return render;
    } catch (error) {
      faults.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  const isMissing = faults.every((fault) => fault.message.startsWith('Cannot find package'));
  return isMissing
    ? 'mrml is not installed: npm install --no-save mrml@1.6.1'
    : `mrml does not load: ${faults.map(({ message }) => message.split('\n', 1)[0]).join('; ')}`;
}
