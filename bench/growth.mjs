// @ts-check
// What a key costs in a mail that is ten times as long.
import path from 'node:path';
import { readMachine } from './machine.mjs';
import { inMs, judged, median, timed } from './measure.mjs';
import { bundleOurRender } from './ourRender.mjs';
import { openPreview } from './preview.mjs';

const longestMs = 40;

/** @param {import('./run.mjs').Run} run */
export async function growth({ folder, rounds, print }) {
  const our = await bundleOurRender(folder);
  const machine = await readMachine();
  for (const isHandlebars of [false, true])
    for (const hasInlineStyles of [false, true])
      for (const wantsMarks of [false, true]) await measure({ isHandlebars, hasInlineStyles, wantsMarks });

  /** @param {{ isHandlebars: boolean, hasInlineStyles: boolean, wantsMarks: boolean }} options */
  async function measure(options) {
    const [short, long] = [2000, 20_000].map((lines) => {
      const preview = openPreview(our, { ...options, lines, folder: path.join(folder, `${lines}`) });
      return { ...preview, times: /** @type {number[]} */ ([]) };
    });
    if (short === undefined || long === undefined) return;
    for (let round = -3; round < rounds; round++) {
      for (const preview of [short, long]) {
        const request = preview.press();
        const ms = await timed(() => preview.render(request));
        if (round >= 0) preview.times.push(ms);
      }
    }
    const { marked } = options.wantsMarks ? await short.render(short.press()) : {};
    const [shortMs, longMs] = [median(short.times), median(long.times)];
    const engines = options.isHandlebars ? 'Handlebars + MJML' : 'MJML';
    print(
      judged({
        what: `${engines}, 20,000 lines${options.hasInlineStyles ? ', inline styles' : ''}${options.wantsMarks ? ', with marks' : ''}`,
        against: 'the same with 2,000 lines',
        value: `${inMs(longMs)}, ${(longMs / shortMs).toFixed(1)} times the time`,
        detail: `${(long.lines / short.lines).toFixed(1)} times the lines; ${inMs(shortMs)} with 2,000; medians of ${rounds}; ${machine.say(longMs)}`,
        goal: `at most linear, below ${longestMs} ms ${machine.condition}`,
        isGood: machine.scaled(longMs) < longestMs && longMs / shortMs <= long.lines / short.lines,
        ...(options.wantsMarks && marked === undefined ? { fault: 'there is no html with marks' } : {}),
      }),
    );
  }
}
