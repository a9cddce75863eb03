import fs from 'node:fs';
import { components } from 'mjml-core';
import parseXml, { type MjmlNode } from 'mjml-parser-xml';
import { describe, expect, test } from 'vitest';
import { bundledMjml } from '../../../../src/core/render/bundledMjml.ts';
import { corporaFolder } from '../../../support/corpora.ts';
import { realTemplates } from '../../../support/templates.ts';

const engine = bundledMjml();

function stockParse(text: string): MjmlNode | undefined {
  return parsed(() =>
    parseXml(text, { components, filePath: '', actualPath: '/a.mjml', ignoreIncludes: true, keepComments: true }),
  );
}

function parsed(parse: () => MjmlNode): MjmlNode | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function check(name: string, text: string): void {
  test(name, () => {
    expect(parsed(() => engine.parse(text, '/a.mjml'))).toEqual(stockParse(text));
  });
}

describe('elements are on the lines on which MJML sees them', () => {
  check('on the only line', '<mjml><mj-body /></mjml>');
  check('on the first and the last line', '<mjml>\n<mj-body>\n</mj-body><!-- x --></mjml>');
  check('behind empty lines', '\n\n<mjml>\n\n\n<mj-body>\r\n<!-- x -->\r\n<mj-raw>\n</mj-raw></mj-body>\n</mjml>\n');
  check('in a text without an element', 'text');
  for (const file of realTemplates(corporaFolder)) check(`in ${file}`, fs.readFileSync(file, 'utf8'));
});

test('the parser finds lines again as it did after an error', () => {
  expect(() => engine.parse('', '/a.mjml')).toThrow('Parsing failed');
  expect(stockParse('<mjml>\n<mj-body />\n</mjml>')?.children?.[0]?.line).toBe(2);
});
