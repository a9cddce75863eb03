import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadBundle } from '../../src/renderer/codeCache.ts';

let folder = '';
let bundle = '';
let cache = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-code-'));
  bundle = path.join(folder, 'bundle.js');
  cache = path.join(folder, 'cache');
  fs.writeFileSync(bundle, 'exports.answer = (() => 40 + 2)(); exports.file = __filename;');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Loads as a process does; whether there was something to keep says whether code was found. */
function load(build = 'a'): { readonly answer: unknown; readonly wasKept: boolean } {
  const { exports, saveCode } = loadBundle(bundle, { folder: cache, build }, createRequire(bundle));
  saveCode?.();
  const { answer, file } = exports as { readonly answer: unknown; readonly file: unknown };
  expect(file).toBe(bundle);
  return { answer, wasKept: saveCode === undefined };
}

const files = (): readonly string[] => fs.readdirSync(cache).map((name) => path.join(cache, name));
const only = (): string => files()[0] ?? '';

describe('compiled code', () => {
  test('is kept for the next process, and only one file of it', () => {
    expect([load(), load(), load()]).toEqual([
      { answer: 42, wasKept: false },
      { answer: 42, wasKept: true },
      { answer: 42, wasKept: true },
    ]);
    expect(files()).toHaveLength(1);
  });

  test('holds what was compiled only when it was called', () => {
    const body = Array.from({ length: 200 }, (_, index) => `{ const a${index} = a + ${index}; a += a${index}; }`);
    fs.writeFileSync(bundle, `exports.late = (a) => { ${body.join(' ')} return a; };`);
    const sizes = [false, true].map((isCalled) => {
      const build = String(isCalled);
      const { exports, saveCode } = loadBundle(bundle, { folder: cache, build }, createRequire(bundle));
      if (isCalled) (exports as { readonly late: (a: number) => number }).late(1);
      saveCode?.();
      return fs.statSync(files().find((file) => file.includes(build)) ?? '').size;
    });
    expect(sizes[1]).toBeGreaterThan((sizes[0] ?? 0) + 2000);
  });

  test('of another build is not used', () => {
    load('a');
    fs.writeFileSync(bundle, 'exports.answer = (() => 40 + 3)(); exports.file = __filename;');
    expect(load('b')).toEqual({ answer: 43, wasKept: false });
  });

  test.each([
    ['damaged', (code: Buffer) => code.fill(0xff, code.length >> 2, (code.length >> 2) + 8)],
    ['cut off', (code: Buffer) => code.subarray(0, code.length - 3)],
    ['empty', () => Buffer.alloc(0)],
  ])('that is %s is written anew', (_fault, change) => {
    load();
    fs.writeFileSync(only(), change(fs.readFileSync(only())));
    expect([load(), load()]).toEqual([
      { answer: 42, wasKept: false },
      { answer: 42, wasKept: true },
    ]);
  });

  test.runIf(process.platform !== 'win32')('that others could have written is not used', () => {
    load();
    fs.chmodSync(only(), 0o666);
    expect(load().wasKept).toBe(false);
    expect(load().wasKept).toBe(true);
    fs.chmodSync(cache, 0o777);
    expect([load().wasKept, load().wasKept]).toEqual([false, false]);
  });

  test('has a limit', () => {
    for (const build of ['a', 'b', 'c', 'd', 'e', 'f']) load(build);
    expect(files()).toHaveLength(4);
  });

  test('that cannot be kept is no fault', () => {
    fs.writeFileSync(cache, 'no folder');
    expect(load()).toEqual({ answer: 42, wasKept: false });
  });

  test('is done without where no folder is given', () => {
    expect(loadBundle(bundle, undefined, createRequire(bundle)).saveCode).toBeUndefined();
  });
});
