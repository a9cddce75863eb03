// @ts-check
// What it adds to a key that another process renders: the request, and what comes back. The render itself takes longer there too,
// as in any process that was asleep between two keys; that is told beside it.
import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildRenderer } from '../scripts/build.mjs';
import { readMachine } from './machine.mjs';
import { inMs, judged, median, timed } from './measure.mjs';
import { bundleClient, quietLog } from './ourClient.mjs';
import { bundleOurRender } from './ourRender.mjs';
import { openPreview } from './preview.mjs';
import { withoutRandomIds } from './sameHtml.mjs';

/** @param {import('./run.mjs').Run} run */
export async function boundary({ folder, rounds, print }) {
  const our = await bundleOurRender(folder);
  const machine = await readMachine();
  const dist = path.join(folder, 'dist');
  await buildRenderer({ production: true, outdir: dist });
  const RendererClient = await bundleClient(folder);
  const bare = path.join(folder, 'bare.cjs');
  fs.writeFileSync(
    bare,
    `const answer = 'x'.repeat(Number(process.argv[2]));\nprocess.on('message', () => process.send(answer));\n`,
  );
  for (const lines of [300, 2000])
    for (const isHandlebars of [false, true])
      for (const wantsMarks of [false, true]) await measure({ lines, isHandlebars, wantsMarks });

  /** @param {{ lines: number, isHandlebars: boolean, wantsMarks: boolean }} options */
  async function measure(options) {
    const preview = openPreview(our, { ...options, hasInlineStyles: false, folder: path.join(folder, 'mail') });
    const client = new RendererClient({ entry: path.join(dist, 'renderer.js'), log: quietLog });
    const across = async (/** @type {import('./ourRender.mjs').RenderRequest} */ request) => {
      const outcome = await client.render('bench', request);
      if (outcome.kind !== 'rendered') throw new Error(`not rendered: ${JSON.stringify(outcome)}`);
      return outcome.result;
    };
    // Each entry of the one and of the other is the same key, a moment apart.
    /** @type {number[]} */
    const there = [];
    /** @type {number[]} */
    const here = [];
    const outside = [];
    /** @type {number[]} */
    const floor = [];
    let fault;
    // What two processes cost that do nothing but hand on texts of these lengths: no protocol can be faster.
    const echo = fork(bare, [options.wantsMarks ? '10000' : '4000'], { serialization: 'advanced' });
    const bareAcross = (/** @type {string} */ text) =>
      new Promise((resolve) => {
        echo.once('message', resolve);
        echo.send(text);
      });
    try {
      // Until the new process is as warm as this one, which has rendered other mails before.
      for (let key = 0; key < 300; key++) {
        const request = preview.press();
        const [ours, theirs] = [await preview.render(request), await across(request)];
        const isSame = withoutRandomIds(ours.html) === withoutRandomIds(theirs.html);
        if (!isSame) fault = 'the other process made other html';
        if (options.wantsMarks && theirs.marked === undefined) fault = 'there is no html with marks';
      }
      for (let round = 0; round < rounds * 10; round++) {
        const request = preview.press();
        // In turns also about who is first.
        if (round % 2 === 0) here.push(await timed(() => preview.render(request)));
        let renderMs = 0;
        const total = await timed(async () => {
          ({ durationMs: renderMs } = await across(request));
        });
        there.push(total);
        outside.push(total - renderMs);
        const text = Object.values(request.overrides)[0] ?? '';
        floor.push(await timed(() => bareAcross(text)));
        if (round % 2 === 1) here.push(await timed(() => preview.render(request)));
      }
    } finally {
      client.dispose();
      echo.kill();
    }
    const added = median(outside);
    // Of the differences, and not the difference of two medians: on a busy machine the keys of a minute are ten times as far apart
    // as the two renders of one key.
    const longer = median(there.map((each, index) => each - (here[index] ?? 0)));
    const engines = options.isHandlebars ? 'Handlebars + MJML' : 'MJML';
    print(
      judged({
        what: `${engines}, ${options.lines.toLocaleString('en')} lines${options.wantsMarks ? ', with marks' : ''}, through the process boundary`,
        against: 'its render alone',
        value: `adds ${inMs(added)}`,
        detail: `median of ${outside.length} keys, from the request until its answer is unpacked, without the render; two bare processes take ${inMs(median(floor))} for texts of these lengths; a key takes ${inMs(median(there))} in all, and ${inMs(median(here))} here, where nothing has to wake up (${inMs(longer)} apart); ${machine.say(added)}`,
        goal: options.lines === 2000 ? `at most 1 ms ${machine.condition}` : undefined,
        isGood: machine.scaled(added) <= 1,
        ...(fault === undefined ? {} : { fault }),
      }),
    );
  }
}
