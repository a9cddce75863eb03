import { expect, test } from 'vitest';
import { placeImages } from '../../../src/core/mail/imagePlaces.ts';
import { inEnglish, sentence } from '../../../src/core/sentence.ts';
import { memoryFileReader } from '../../support/memoryFileReader.ts';

/** Where a missing image is shown, `file:line:column`, in a project of these files; the first is the template. */
async function check(path: string, files: Readonly<Record<string, string>>, place: string): Promise<void> {
  const [placed, ...others] = await placeImages([{ path, reason: sentence('there is no such file') }], {
    dependencies: ['/missing.hbs', ...Object.keys(files)],
    files: memoryFileReader(files),
  });
  expect(others).toEqual([]);
  expect(`${placed?.file}:${(placed?.start.line ?? 0) + 1}:${(placed?.start.character ?? 0) + 1}`).toBe(place);
  expect(placed === undefined ? '' : inEnglish(placed.message)).toBe(
    `The image ${path} is not embedded: there is no such file.`,
  );
}

test('an image is placed where the template names it, and not where a longer name has it', async () => {
  await check('logo.png', { '/m.mjml': '<a href="my-logo.png">\n  <mj-image src="logo.png" />' }, '/m.mjml:2:18');
  await check('a/b.png', { '/m.html': '<td background="a/b.png?v=1">' }, '/m.html:1:17');
});

test('an image of a partial or of the data is placed there', async () => {
  const template = { '/m.mjml.hbs': '{{> header}}<mj-image src="{{hero}}" />' };
  await check(
    'h.png',
    { ...template, '/partials/header.hbs': '\n<mj-image src="h.png" />' },
    '/partials/header.hbs:2:16',
  );
  await check('img/hero.png', { ...template, '/m.json': '{\n "hero": "img/hero.png" }' }, '/m.json:2:11');
});

test('names are found as html and addresses write them', async () => {
  await check('a b.png', { '/m.html': '<img src="a%20b.png">' }, '/m.html:1:11');
  await check('a&b.png', { '/m.html': '<img src="a&amp;b.png">' }, '/m.html:1:11');
});

test('an address that is put together is found by the name of its file', async () => {
  await check('img/vi/logo.png', { '/m.hbs': '\n<img src="img/{{locale}}/logo.png">' }, '/m.hbs:2:26');
});

test('what stands nowhere is shown at the top of the template', async () => {
  const images = [{ path: 'x.png', reason: sentence('there is no such file') }];
  const files = memoryFileReader({ '/m.hbs': '{{{image}}}' });
  const [placed] = await placeImages(images, { dependencies: ['/m.hbs'], files });
  expect(placed).toMatchObject({ file: '/m.hbs', start: { line: 0, character: 0 } });
});
