import mjml2html from 'mjml';
import { version } from 'mjml/package.json';
import { components, initializeType } from 'mjml-core';
import parseXml from 'mjml-parser-xml';
import { dependencies, rulesCollection } from 'mjml-validator';
import type { MjmlOptions } from '../template/mjmlConfig.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { markedComponents } from './mjmlMarked.ts';
import { renderSections } from './mjmlSections.ts';

/** The MJML that Mailproof brings: the only place that imports it. */
export function bundledMjml(options: MjmlOptions = {}): MjmlEngine {
  const { keepComments = true, ...rest } = options;
  return {
    version,
    source: 'bundled',
    components,
    dependencies,
    rules: rulesCollection,
    initializeType,
    parse: (text, path) =>
      parseXml(text, { components, filePath: '', actualPath: path, ignoreIncludes: true, keepComments }),
    render: async (tree, { printsMarks } = { printsMarks: false }) => {
      const presets = printsMarks ? [{ components: markedComponents(components), dependencies: {} }] : [];
      return (await mjml2html(tree, { ...rest, keepComments, presets, validationLevel: 'skip' })).html;
    },
    sections: {
      settings: JSON.stringify(options),
      render: (mail, memory) => renderSections(mail, { ...rest, keepComments }, memory),
    },
  };
}
