import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foldersUpTo } from '../../../src/core/template/folders.ts';

const root = join('/r', 'project');

/** The folders from a folder below the root upwards, by their ways from the root. */
function check(rule: string, folder: string, expected: readonly string[]): void {
  test(rule, () => expect(foldersUpTo(root, join(root, folder))).toEqual(expected.map((way) => join(root, way))));
}

check('up to and with the root', 'a/b', ['a/b', 'a', '.']);
check('a name that begins with dots leads nowhere else', '..a/b', ['..a/b', '..a', '.']);
check('outside of the root only the folder itself', '../other', ['../other']);
