import { expect, test } from 'vitest';
import { RenderMemory } from '../../../src/core/renderMemory.ts';
import { markedText, type MarkedTextOptions } from '../../../src/core/sourceMap/markedText.ts';
import { stripMarks } from '../../../src/core/sourceMap/marks.ts';
import { Marking, markNumbers } from '../../../src/core/sourceMap/sourceTables.ts';

const path = '/mail.mjml';

interface Options extends Partial<MarkedTextOptions> {
  readonly memory?: RenderMemory;
}

/** With marks as `‹place in the text›`. */
function marked(text: string, options: Options = {}): string {
  const memory = options.memory ?? new RenderMemory();
  const marking = new Marking(memory.part(markNumbers));
  const result = markedText({ path, text }, marking, {
    level: 'all',
    outer: 'none',
    mustaches: 'text',
    ...options,
    memory,
  });
  expect(stripMarks(result)).toBe(text);
  const starts = new Map(marking.tables().segments.map(({ id, start }) => [id.toString(36), start]));
  return result.replace(
    / data-mailproof-at="(\w+)\.(\w+)"|<!--mailproof:(\w+)\.(\w+)-->/g,
    (_, tag?: string, tagOffset?: string, line?: string, lineOffset?: string) => {
      const start = starts.get(tag ?? line ?? '') ?? NaN;
      return `‹${start + parseInt(tagOffset ?? lineOffset ?? '', 36)}›`;
    },
  );
}

function check(rule: string, text: string, expected: string, options: Options = {}): void {
  test(rule, () => {
    expect(marked(text, options)).toBe(expected);
  });
}

const mail = '<mj-text>a {{b}}{{#c d}}<i>e</i>{{/c}}</mj-text>';

check('all marks', mail, '<mj-text‹0›>‹9›a ‹11›{{b}}{{#c d}}<i‹24›>‹27›e</i>{{/c}}</mj-text>', { outer: 'structure' });
check('without those in helpers', mail, '<mj-text‹0›>‹9›a ‹11›{{b}}{{#c d}}<i>e</i>{{/c}}</mj-text>', {
  outer: 'structure',
  level: 'outside-helpers',
});
check('of elements alone', mail, '<mj-text‹0›>a {{b}}{{#c d}}<i>e</i>{{/c}}</mj-text>', {
  outer: 'structure',
  level: 'elements',
});
check('none', mail, mail, { level: 'none' });
check('outside of all, in html', 'a<b>c</b>', '‹0›a<b‹1›>‹4›c</b>', { outer: 'content' });
check('outside of all, between MJML elements', 'a<mj-text>c</mj-text>', 'a<mj-text‹1›>‹10›c</mj-text>', {
  outer: 'structure',
});
check('outside of all, around MJML', 'a<mjml><mj-body></mj-body></mjml>', 'a<mjml><mj-body‹7›></mj-body></mjml>');

test('warm and cold memory give the same, before and after an edit', () => {
  const memory = new RenderMemory();
  const texts = ['<mj-text>a</mj-text>\n<mj-text>a</mj-text>', '\n<mj-text>a</mj-text>\n<mj-text>b</mj-text>'];
  for (const text of [...texts, ...texts])
    expect(marked(text, { memory, outer: 'structure' })).toBe(marked(text, { outer: 'structure' }));
});
