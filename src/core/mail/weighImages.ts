import { dirname } from 'node:path';
import type { FileReader } from '../template/fileReader.ts';
import { readDiskImage } from '../template/diskImages.ts';
import type { LeftImage } from './embedImages.ts';
import { placeImages, type PlacedImage } from './imagePlaces.ts';

export interface WeighedImages {
  /** Of those that could be read. */
  readonly totalBytes: number;
  readonly missing: readonly PlacedImage[];
}

export interface ImageOwner {
  /** Absolute path of the template, and of the folder that its images may lie in. */
  readonly template: string;
  readonly root: string;
  /** Of the render, the template first. */
  readonly dependencies: readonly string[];
  /** With the texts that were rendered. */
  readonly files: FileReader;
}

/** What the local images of a mail add to it, and which of them cannot go along. */
export async function weighImages(paths: readonly string[], owner: ImageOwner): Promise<WeighedImages> {
  const place = { folder: dirname(owner.template), root: owner.root };
  const left: LeftImage[] = [];
  let totalBytes = 0;
  for (const path of paths.slice(0, maxWeighed)) {
    const image = await readDiskImage(path, place);
    if (image.kind === 'image') totalBytes += image.content.length;
    else left.push({ path, reason: image.reason });
  }
  return { totalBytes, missing: await placeImages(left, owner) };
}

/** A mail of more pictures is a mistake or an attack. */
const maxWeighed = 200;
