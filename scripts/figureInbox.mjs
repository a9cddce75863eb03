// @ts-check
import {
  measureFullDisk,
  measureKills,
  measureLoad,
  measureSearch,
  prepareInbox,
} from '../test/support/inboxLoad/measure.mjs';

/**
 * @template T
 * @param {(inbox: import('../test/support/inboxLoad/measure.mjs').Inbox) => Promise<T>} measure
 */
async function withInbox(measure) {
  const inbox = await prepareInbox();
  try {
    return await measure(inbox);
  } finally {
    inbox.remove();
  }
}

/** 60 s at 300 a second on kept connections, and 60 s at 100 a second with one connection each. */
export async function inboxLoad() {
  const seconds = 60;
  const load = { seconds, sizeBytes: 20_000 };
  const kept = await withInbox((inbox) =>
    measureLoad(inbox, { ...load, connections: 10, isKept: true, perSecond: 300 }),
  );
  const each = await withInbox((inbox) =>
    measureLoad(inbox, { ...load, connections: 20, isKept: false, perSecond: 100 }),
  );
  const say = (/** @type {typeof kept} */ run) =>
    `${run.perSecond.toFixed(0)} a second, ${run.lost} of ${run.sent} lost, ${run.failed} failed, ${run.moreMb.toFixed(0)} MB and in the window ${run.windowMoreMb.toFixed(0)} MB more, blocked for ${run.blockedMs.toFixed(0)} ms`;
  const isGood = (/** @type {typeof kept} */ run, /** @type {number} */ rate) =>
    run.perSecond >= rate * 0.97 &&
    run.lost === 0 &&
    run.failed === 0 &&
    run.moreMb + run.windowMoreMb <= 200 &&
    run.blockedMs < 50;
  return {
    value: `kept connections: ${say(kept)}; one each: ${say(each)}`,
    wanted: '300 and 100 a second, nothing lost, at most 200 MB more, the window never blocked for 50 ms',
    isMet: isGood(kept, 300) && isGood(each, 100),
  };
}

export async function inboxKills() {
  const { times, acknowledged, lost, torn, slowestMs } = await withInbox((inbox) => measureKills(inbox, 100));
  return {
    value: `${lost} of ${acknowledged} acknowledged messages lost, ${torn} torn, in ${times} kills; started in at most ${slowestMs.toFixed(0)} ms`,
    wanted: '0, 0, at most 2 s',
    isMet: lost === 0 && torn === 0 && acknowledged > 0 && slowestMs <= 2000,
  };
}

export async function inboxFullDisk() {
  const run = await withInbox(measureFullDisk);
  if (run === undefined) return { value: 'not measured: no disk can be mounted here', wanted: '', isMet: false };
  return {
    value: `${run.acknowledged} acknowledged and ${run.stored} there, ${run.refused} refused, ${run.torn} torn, ${run.halves} half files, ${run.acknowledgedAfterwards} of 4 accepted once there was room`,
    wanted: 'as many there as acknowledged, 0, 0, 4 of 4',
    isMet:
      run.acknowledged === run.stored &&
      run.refused > 0 &&
      run.torn === 0 &&
      run.halves === 0 &&
      run.acknowledgedAfterwards === 4,
  };
}

export async function inboxSearch() {
  const run = await withInbox((inbox) => measureSearch(inbox, 10_000));
  return {
    value: `${run.count} messages listed in ${run.listMs.toFixed(0)} ms (${run.listCpuMs.toFixed(0)} ms of computing; ${(run.listMs / run.plainMs).toFixed(1)} times a plain listing of the folder), the slowest of 7 searches ${run.slowestMs.toFixed(0)} ms (${run.slowestCpuMs.toFixed(0)}), ${run.wrong} wrong, blocked for ${run.blockedMs.toFixed(0)} ms, list of ${run.indexMb.toFixed(0)} MB`,
    wanted: '500 ms, 500 ms, 0, 50 ms, 50 MB',
    isMet: run.listMs <= 500 && run.slowestMs <= 500 && run.wrong === 0 && run.blockedMs < 50 && run.indexMb <= 50,
  };
}
