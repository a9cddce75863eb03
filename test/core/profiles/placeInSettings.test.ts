import { expect, test } from 'vitest';
import { placeOfProfile } from '../../../src/core/profiles/placeInSettings.ts';

const id = 'mailproof.workspaceProfiles';

function check(name: string, text: string, profile: string, expected: string | undefined): void {
  test(name, () => {
    const offset = placeOfProfile(text, id, profile);
    expect(offset === undefined ? undefined : text.slice(offset, offset + (expected?.length ?? 0))).toBe(expected);
  });
}

check('a profile of settings.json', `{ "x": { "A": 1 }, "${id}": { "B": 1,\n "A": { "host": 7 } } }`, 'A', '"A": {');
check(
  'a profile of a .code-workspace file',
  `{ "folders": [], "settings": { "${id}": { "A": null } } }`,
  'A',
  '"A": null',
);
check('comments and a comma too many', `{ // why\n "${id}": { "A": 1, }, }`, 'A', '"A": 1');
check('a name with quotes and dots', `{ "${id}": { "a.b \\"c\\"": 1 } }`, 'a.b "c"', '"a.b');
check('a file that is broken further down', `{ "${id}": { "A": 1 }, `, 'A', '"A": 1');
check('one that is not there leads to the setting', `{ "${id}": { "A": 1 } }`, 'B', `"${id}": {`);
check('a setting that is no object', `{ "settings": { "${id}": [] } }`, id, `"${id}": []`);
check('a setting that is not there', `{ "x": 1 }`, 'B', undefined);
check('no settings', '', 'A', undefined);
check('a list', '[]', 'A', undefined);
