// @ts-check
import { inMs, median, timed } from './measure.mjs';
import { stockPipeline } from './stockPipeline.mjs';
import { writeMail } from './templates.mjs';

/** Goals in milliseconds were set on a machine where npm's mjml takes so long for all of the mail of 2,000 lines. */
const stockMsOfGoals = 55;

/**
 * How fast this machine is at the work in question, at this time: a goal in milliseconds says nothing on a machine that takes
 * four times as long for everything.
 */
export async function readMachine() {
  const mail = writeMail({ lines: 2000, isHandlebars: false, hasInlineStyles: false });
  const stock = stockPipeline(mail);
  const times = [];
  for (let round = -10; round < 15; round++) {
    const ms = await timed(() => stock.render({}));
    if (round >= 0) times.push(ms);
  }
  const stockMs = median(times);
  return {
    /** @param {number} ms @returns {number} what it would be on the machine of the goals */
    scaled: (ms) => (ms * stockMsOfGoals) / stockMs,
    condition: `where npm mjml takes ${stockMsOfGoals} ms for 2,000 lines`,
    /** @param {number} ms */
    say: (ms) => `npm mjml takes ${inMs(stockMs)} here: it is ${inMs((ms * stockMsOfGoals) / stockMs)} there`,
  };
}
