import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDiskImage } from '../../../src/core/template/diskImages.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-images-'));
const root = path.join(folder, 'project');

beforeAll(() => {
  fs.mkdirSync(path.join(root, 'mails', 'images'), { recursive: true });
  fs.mkdirSync(path.join(root, 'images'));
  fs.writeFileSync(path.join(root, 'images', 'a.png'), 'of the root');
  fs.writeFileSync(path.join(root, 'mails', 'images', 'a.png'), 'of the folder');
  fs.writeFileSync(path.join(folder, 'outside.png'), 'SECRET');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function check(rule: string, reference: string, expected: string): void {
  test(rule, async () => {
    const read = await readDiskImage(reference, { folder: path.join(root, 'mails'), root });
    expect(read.kind === 'image' ? Buffer.from(read.content).toString() : inEnglish(read.reason)).toBe(expected);
  });
}

check('a path is relative to the template', 'images/a.png', 'of the folder');
check('a leading slash begins at the root of the project', '/images/a.png', 'of the root');
check('a leading backslash too', '\\images/a.png', 'of the root');
check(
  'nothing above the root',
  '/../outside.png',
  'it is outside of the folder that may be read; open a folder that holds it too, or name one with --root',
);
check('no absolute path of the disk', path.join(folder, 'outside.png'), 'there is no such file');
