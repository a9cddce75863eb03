// @ts-check
// One key: our whole render with what a render process remembers, against everything rendered again as a user would.
import path from 'node:path';
import { bundleOurRender, previewRequest, writeProject } from './ourRender.mjs';
import { judged, median, inMs, timed, timesFaster } from './measure.mjs';
import { withoutRandomIds } from './sameHtml.mjs';
import { loadMrml, stockPipeline } from './stockPipeline.mjs';
import { writeMail } from './templates.mjs';
import { typists } from './typing.mjs';

/**
 * Goals are for 2,000 lines; see issue 4 and docs/figures.md.
 * @typedef {{ stock?: number, marks?: number, mrml?: number }} Goals
 * @typedef {import('./templates.mjs').MailOptions & { edit: keyof typeof typists, goals?: Goals }} Case
 */
const goals = { mjml: { stock: 15, mrml: 1.5 }, handlebars: { stock: 12, marks: 8 } };

/**
 * @param {import('./run.mjs').Run} run
 * @param {{ onlyGoals: boolean }} [options]
 */
export async function keystrokes({ folder, rounds, print }, { onlyGoals } = { onlyGoals: false }) {
  const our = await bundleOurRender(folder);
  const mrml = await loadMrml();
  let projects = 0;
  for (const each of cases()) if (!onlyGoals || each.goals !== undefined) await measureKeys(each);
  for (const lines of [300, 2000])
    for (const isHandlebars of [false, true]) await measureMarks({ lines, isHandlebars });

  /** @param {Case} given */
  async function measureKeys(given) {
    const { lines, isHandlebars, goals } = given;
    const mail = writeMail(given);
    const project = path.join(folder, `project${projects++}`);
    writeProject(project, mail);
    const stock = stockPipeline(mail);
    const ours = previewOf({ wantsMarks: false });
    const marked = previewOf({ wantsMarks: true });
    const typist = typists[given.edit](mail);
    const times = { ours: emptyTimes(), marked: emptyTimes(), stock: emptyTimes(), mrml: emptyTimes() };
    const faults = { plain: emptyFaults(), marked: emptyFaults() };
    const keysEachRound = 3;
    const allRounds = (lines <= 300 ? 4 : lines <= 2000 ? 1 : 0.5) * rounds;
    // What is measured is a process that has rendered before: a minute of typing.
    for (let key = 0; key < (lines <= 2000 ? 60 : 10); key++) await bothPreviews(typist.press());
    for (let warm = 0; warm < (lines <= 2000 ? 10 : 1); warm++) await stock.render(typist.edited);
    await compareWithStock();
    await compareWithStock();
    for (let round = 0; round < allRounds; round++) {
      let edited = typist.edited;
      for (let key = 0; key < keysEachRound; key++) {
        edited = typist.press();
        await bothPreviews(edited, times, key % 2 === 1);
      }
      times.stock.push(await timed(() => stock.render(edited)));
      const text = edited[mail.template];
      if (typeof mrml !== 'string' && goals?.mrml !== undefined && text !== undefined)
        for (let key = 0; key < keysEachRound; key++) times.mrml.push(await timed(() => mrml(text)));
    }
    await compareWithStock();
    const what = say(given);
    const theirs = times.stock;
    const against = isHandlebars ? 'npm handlebars + mjml, all of it' : 'npm mjml, all of it';
    print(timesFaster({ what, against, theirs, ours: times.ours, ...goalOf(goals?.stock), ...faultOf(faults.plain) }));
    const withMarks = { what: `${what}, with marks`, against: `${against}, without` };
    print(
      timesFaster({ ...withMarks, theirs, ours: times.marked, ...goalOf(goals?.marks), ...faultOf(faults.marked) }),
    );
    if (goals?.mrml === undefined) return;
    const mrmlRow = { what, against: 'mrml (WebAssembly), all of it' };
    if (typeof mrml === 'string') print({ ...mrmlRow, value: mrml, detail: '', goal: `at least ${goals.mrml}` });
    else print(timesFaster({ ...mrmlRow, theirs: times.mrml, ours: times.ours, ...goalOf(goals.mrml) }));

    /** @param {{ wantsMarks: boolean }} options */
    function previewOf(options) {
      const memory = our.newMemory();
      return (/** @type {import('./typing.mjs').Edited} */ edited) =>
        our.render(previewRequest(project, mail, edited, options), memory);
    }

    /**
     * @param {import('./typing.mjs').Edited} edited
     * @param {{ ours: number[], marked: number[] }} [into]
     * @param {boolean} [isMarkedFirst]
     */
    async function bothPreviews(edited, into = { ours: [], marked: [] }, isMarkedFirst = false) {
      if (isMarkedFirst) into.marked.push(await timed(() => marked(edited)));
      into.ours.push(await timed(() => ours(edited)));
      if (!isMarkedFirst) into.marked.push(await timed(() => marked(edited)));
    }

    async function compareWithStock() {
      const edited = typist.press();
      const wanted = withoutRandomIds(await stock.render(edited));
      if (withoutRandomIds((await ours(edited)).html) !== wanted) faults.plain.push('the html is not the stock html');
      const result = await marked(edited);
      if (withoutRandomIds(result.html) !== wanted) faults.marked.push('the html is not the stock html');
      if (result.marked === undefined) faults.marked.push('there is no html with marks');
      else if (withoutRandomIds(our.stripMarks(result.marked.html)) !== wanted) faults.marked.push('marks changed it');
      else if (result.marked.level !== 'all') faults.marked.push(`the marks are those of "${result.marked.level}"`);
    }
  }

  /**
   * Nothing is remembered.
   * @param {{ lines: number, isHandlebars: boolean }} given
   */
  async function measureMarks(given) {
    const mail = writeMail({ ...given, hasInlineStyles: false });
    const project = path.join(folder, `project${projects++}`);
    writeProject(project, mail);
    const typist = typists.character(mail);
    const without = emptyTimes();
    const withMarks = emptyTimes();
    for (let round = -3; round < rounds * 2; round++) {
      const edited = typist.press();
      const once = (/** @type {boolean} */ wantsMarks) =>
        timed(() => our.render(previewRequest(project, mail, edited, { wantsMarks }), our.newMemory()));
      // In turns also about who is first.
      const first = await once(round % 2 === 0);
      const second = await once(round % 2 !== 0);
      if (round < 0) continue;
      without.push(round % 2 === 0 ? second : first);
      withMarks.push(round % 2 === 0 ? first : second);
    }
    const { marked } = await our.render(previewRequest(project, mail, typist.press(), { wantsMarks: true }));
    const ratio = median(withMarks) / median(without);
    print(
      judged({
        what: `the whole mail of ${say(given)}, nothing remembered, with marks`,
        against: 'without marks',
        value: `${ratio.toFixed(2)} times the time`,
        detail: `${inMs(median(withMarks))} against ${inMs(median(without))}, medians of ${without.length}`,
        goal: 'at most 1.4',
        isGood: ratio <= 1.4,
        ...(marked === undefined ? { fault: 'there is no html with marks' } : {}),
      }),
    );
  }
}

/** @returns {readonly Case[]} */
function cases() {
  /** @type {Case[]} */
  const all = [];
  for (const lines of [30, 300, 2000, 20_000])
    for (const isHandlebars of [false, true])
      for (const hasInlineStyles of [false, true]) {
        const goal = isHandlebars ? goals.handlebars : goals.mjml;
        const given = { lines, isHandlebars, hasInlineStyles, edit: /** @type {const} */ ('character') };
        all.push(lines === 2000 ? { ...given, goals: goal } : given);
      }
  for (const edit of /** @type {const} */ (['newLine', 'head', 'partial', 'data']))
    all.push({ lines: 2000, isHandlebars: true, hasInlineStyles: false, edit });
  return all;
}

const edits = {
  character: '',
  newLine: ', a new line',
  head: ', an edit in the head',
  partial: ', an edit in a partial',
  data: ', an edit in the data',
};

/** @param {{ lines: number, isHandlebars: boolean, hasInlineStyles?: boolean, edit?: keyof typeof edits }} given */
function say({ lines, isHandlebars, hasInlineStyles = false, edit = 'character' }) {
  const engines = isHandlebars ? 'Handlebars + MJML' : 'MJML';
  return `${engines}, ${lines.toLocaleString('en')} lines${hasInlineStyles ? ', inline styles' : ''}${edits[edit]}`;
}

/** @param {number | undefined} atLeast */
function goalOf(atLeast) {
  return atLeast === undefined ? {} : { atLeast };
}

/** @param {readonly string[]} faults */
function faultOf([fault]) {
  return fault === undefined ? {} : { fault };
}

/** @returns {number[]} */
function emptyTimes() {
  return [];
}

/** @returns {string[]} */
function emptyFaults() {
  return [];
}
