import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diskFileReader, maxFileBytes } from '../../../src/core/template/diskFileReader.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-disk-'));
const root = path.join(folder, 'project');

beforeAll(() => {
  fs.mkdirSync(path.join(root, 'sub', '.git'), { recursive: true });
  fs.writeFileSync(path.join(root, 'a.hbs'), '\uFEFFhé 😀\r\n');
  fs.writeFileSync(path.join(root, 'latin1.hbs'), Buffer.from([0x68, 0xe9]));
  fs.writeFileSync(path.join(root, '.env'), 'SECRET');
  fs.writeFileSync(path.join(root, '.mjmlconfig'), '{}');
  fs.writeFileSync(path.join(root, '.mjmlconfig.json'), 'SECRET');
  fs.writeFileSync(path.join(root, 'sub', '.git', '.mjmlconfig'), 'SECRET');
  fs.writeFileSync(path.join(root, 'sub', '.git', 'config'), 'SECRET');
  fs.writeFileSync(path.join(root, 'big.hbs'), 'x'.repeat(maxFileBytes + 1));
  fs.writeFileSync(path.join(root, 'limit.hbs'), 'x'.repeat(maxFileBytes));
  fs.writeFileSync(path.join(folder, 'outside.hbs'), 'SECRET');
  fs.symlinkSync(path.join(folder, 'outside.hbs'), path.join(root, 'link-out.hbs'));
  fs.symlinkSync(path.join(root, '.env'), path.join(root, 'link-env.hbs'));
  fs.symlinkSync(path.join(root, 'a.hbs'), path.join(root, 'link-in.hbs'));
  fs.symlinkSync(path.join(root, 'loop'), path.join(root, 'loop'));
  fs.symlinkSync(root, path.join(folder, 'link-root'));
  fs.mkdirSync(path.join(folder, 'project-too'));
  fs.writeFileSync(path.join(folder, 'project-too', 'b.hbs'), 'SECRET');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function check(rule: string, file: string, expected: string): void {
  test(rule, async () => {
    const answer = await diskFileReader({ root }).readText(path.isAbsolute(file) ? file : path.join(root, file));
    expect(
      answer.kind === 'text'
        ? `text ${answer.text.slice(0, 10)}`
        : answer.kind === 'refused'
          ? answer.reason
          : answer.kind,
    ).toBe(expected);
  });
}

describe('reading', () => {
  check('UTF-8, without byte-order mark, line ends as they are', 'a.hbs', 'text hé 😀\r\n');
  check('a link inside of the root', 'link-in.hbs', 'text hé 😀\r\n');
  check('a missing file', 'none.hbs', 'missing');
  check('a missing folder', 'none/x.hbs', 'missing');
  check('a file as a folder', 'a.hbs/x.hbs', 'missing');
  check('a folder', 'sub', 'it is a folder');
  check(
    'another encoding',
    'latin1.hbs',
    'it is not UTF-8 at line 1, column 2 (it looks like Windows-1252 or Latin-1); save it as UTF-8',
  );
  check('as large as may be', 'limit.hbs', 'text xxxxxxxxxx');
  check('larger', 'big.hbs', 'it is larger than 2 MB; make it smaller, or split it');
  check(
    'a hidden file',
    '.env',
    'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
  );
  check(
    'a hidden folder',
    'sub/.git/config',
    'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
  );
  check(
    'a link to a hidden file',
    'link-env.hbs',
    'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
  );
  check(
    'above the root',
    '../outside.hbs',
    'it is outside of the folder that may be read; open a folder that holds it too, or name one with --root',
  );
  check(
    'a link out of the root',
    'link-out.hbs',
    'it is outside of the folder that may be read; open a folder that holds it too, or name one with --root',
  );
  check("MJML's settings, the one hidden kind that is read", '.mjmlconfig', 'text {}');
  check(
    'a name that only begins like it',
    '.mjmlconfig.json',
    'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
  );
  check(
    'such settings in a hidden folder',
    'sub/.git/.mjmlconfig',
    'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
  );
  check(
    'a folder of that name',
    '.mjmlconfig/x.hbs',
    'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
  );
  check(
    'a folder whose name begins like the root',
    '../project-too/b.hbs',
    'it is outside of the folder that may be read; open a folder that holds it too, or name one with --root',
  );
  check(
    'a device',
    '/dev/zero',
    'it is outside of the folder that may be read; open a folder that holds it too, or name one with --root',
  );
  check('a link to itself', 'loop', 'its links lead in a circle; put the file itself there');
  check('a name with a NUL', 'a\0.hbs', 'it is no valid path; write it without control characters');
});

test('a root that is itself a link', async () => {
  const linked = path.join(folder, 'link-root');
  expect((await diskFileReader({ root: linked }).readText(path.join(linked, 'a.hbs'))).kind).toBe('text');
});

test('unsaved texts win, however their path is written, and obey the same limits', async () => {
  const overrides = {
    [path.join(root, 'sub', '..', 'a.hbs')]: '\uFEFFunsaved',
    [`${root}/new.hbs`]: 'new',
    [path.join(folder, 'outside.hbs')]: 'unsaved secret',
  };
  const reader = diskFileReader({ root, overrides });
  expect(await reader.readText(path.join(root, 'a.hbs'))).toEqual({ kind: 'text', text: 'unsaved' });
  expect((await reader.readText(path.join(folder, 'outside.hbs'))).kind).toBe('refused');
  expect((await reader.list(root)).map((entry) => entry.name)).toContain('new.hbs');
});

test('folders list what may be read, sorted', async () => {
  const reader = diskFileReader({ root });
  expect(await reader.list(path.join(root, 'sub'))).toEqual([]);
  expect(
    (await reader.list(root)).filter((entry) => !entry.name.startsWith('link')).map((entry) => entry.name),
  ).toEqual(['.mjmlconfig', 'a.hbs', 'big.hbs', 'latin1.hbs', 'limit.hbs', 'loop', 'sub']);
  expect(await reader.list(path.join(root, 'none'))).toEqual([]);
  expect(await reader.list(folder)).toEqual([]);
});

describe('unsaved texts on systems whose file names ignore case', () => {
  function onPlatform(platform: string, rule: string, body: () => Promise<void>): void {
    test(`${platform}: ${rule}`, async () => {
      const own = process.platform;
      Object.defineProperty(process, 'platform', { value: platform });
      try {
        await body();
      } finally {
        Object.defineProperty(process, 'platform', { value: own });
      }
    });
  }
  const overrides = { [path.join(root, 'A.hbs')]: 'unsaved', [path.join(root, 'New.hbs')]: 'new' };
  for (const platform of ['darwin', 'win32']) {
    onPlatform(platform, 'an unsaved text is found however its path is spelled', async () => {
      const files = diskFileReader({ root, overrides });
      expect(await files.readText(path.join(root, 'a.hbs'))).toEqual({ kind: 'text', text: 'unsaved' });
      const names = (await files.list(root)).map((entry) => entry.name);
      // Once, as the disk spells it; and what is not on the disk as the editor does.
      expect(names.filter((name) => /^(a|new)\.hbs$/i.test(name))).toEqual(['New.hbs', 'a.hbs']);
    });
  }
  onPlatform('linux', 'names that differ in case are different files', async () => {
    const files = diskFileReader({ root, overrides });
    expect(await files.readText(path.join(root, 'a.hbs'))).not.toEqual({ kind: 'text', text: 'unsaved' });
  });
});
