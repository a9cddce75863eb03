import { beforeEach, expect, test, vi } from 'vitest';
import { LocalImages, type LoadedFile } from '../../../src/webview/mailFrame/localImages.ts';

/** Files by address: `tag:content`. Loads end when `settle` is called. */
let files: Map<string, string>;
let changes: number;
let images: LocalImages;

beforeEach(() => {
  files = new Map();
  changes = 0;
  images = new LocalImages({ load, onDidChange: () => changes++ });
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function load(url: string, knownTag: string | undefined): Promise<LoadedFile> {
  const [tag = '', content] = files.get(url)?.split(':') ?? [];
  if (content === undefined) return Promise.resolve(undefined);
  return Promise.resolve(tag === knownTag ? 'unchanged' : { tag, blob: new Blob([content]) });
}

/** Lets loads end, and the pause between two looks at the disk. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(10_000);
}

test('an image is loading, then there', async () => {
  files.set('a', '1:x');
  expect(images.find('a').kind).toBe('loading');
  await settle();
  expect(images.find('a')).toMatchObject({ kind: 'loaded', url: expect.stringMatching(/^blob:/) as unknown });
  expect(changes).toBe(1);
});

test('an image that is not there is missing until it comes', async () => {
  images.find('a');
  await settle();
  expect(images.find('a').kind).toBe('missing');
  files.set('a', '1:x');
  images.refresh();
  await settle();
  expect(images.find('a').kind).toBe('loaded');
});

test('an image that did not change keeps its address, so that it is not loaded again', async () => {
  files.set('a', '1:x');
  images.find('a');
  await settle();
  const before = images.find('a');
  images.refresh();
  await settle();
  expect(images.find('a')).toEqual(before);
  expect(changes).toBe(1);
});

test('a changed image has another address', async () => {
  files.set('a', '1:x');
  images.find('a');
  await settle();
  const before = images.find('a');
  files.set('a', '2:y');
  images.refresh();
  await settle();
  expect(images.find('a')).not.toEqual(before);
  expect(changes).toBe(2);
});

test('looking again right away does nothing', async () => {
  images.find('a');
  await vi.advanceTimersByTimeAsync(1);
  images.refresh();
  await vi.advanceTimersByTimeAsync(1);
  files.set('a', '1:x');
  images.refresh();
  await vi.advanceTimersByTimeAsync(1);
  expect(images.find('a').kind).toBe('missing');
});

test('addresses that were only typed are forgotten', async () => {
  for (let index = 0; index < 1000; index++) images.find(`a${index}`);
  await settle();
  expect(images.find('a0').kind).toBe('loading');
  expect(images.find('a999').kind).toBe('missing');
});
