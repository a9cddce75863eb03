import mjml2html from 'mjml';
import { version } from 'mjml/package.json';
import { components, initializeType } from 'mjml-core';
import parseXml from 'mjml-parser-xml';
import { dependencies, rulesCollection } from 'mjml-validator';
import type { MjmlOptions } from '../template/mjmlConfig.ts';
import type { MjmlEngine } from './mjmlEngine.ts';

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
    render: async (tree) => (await mjml2html(tree, { ...rest, keepComments, validationLevel: 'skip' })).html,
  };
}
