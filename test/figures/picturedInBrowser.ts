import { MailFrame } from '../../src/webview/mailFrame/mailFrame.ts';

/** Shows a mail at a width and takes its picture: a data URL, or nothing where it cannot be drawn. Runs in a browser. */
async function takePicture(html: string, widthPx: number): Promise<string> {
  const scroller = document.createElement('div');
  scroller.style.cssText = 'width: 1000px; height: 700px; overflow: auto';
  document.body.replaceChildren(scroller);
  const frame = new MailFrame({ title: 'mail', scroller, onLink: () => {}, onLinkHover: () => {} });
  const loaded = new Promise((resolve) => frame.element.firstElementChild?.addEventListener('load', resolve));
  scroller.append(frame.element);
  frame.setWidth(widthPx);
  await loaded;
  frame.show([{ id: 0, html }], { remoteImages: false });
  const picture = await frame.takePicture();
  // The frame alone, in full, for the browser's own picture of it.
  scroller.style.height = 'auto';
  return picture?.url ?? '';
}

/**
 * How many pixels of two pictures are not the same, and of how many. The screenshot has a strip more where the mail is too wide: that of
 * the scroll bar.
 */
async function countDiffering(
  picture: string,
  screenshot: string,
): Promise<{ readonly differing: number; readonly all: number }> {
  const [one, other] = await Promise.all([picture, screenshot].map(load));
  if (one === undefined || other === undefined || other.width !== one.width || other.height < one.height)
    return { differing: Infinity, all: 0 };
  const [first, second] = [one, other].map((image) => pixelsOf(image, one));
  let differing = 0;
  for (let at = 0; at < (first?.length ?? 0); at += 4)
    if ([0, 1, 2].some((part) => first?.[at + part] !== second?.[at + part])) differing++;
  return { differing, all: one.width * one.height };
}

async function load(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

function pixelsOf(image: HTMLImageElement, { width, height }: HTMLImageElement): Uint8ClampedArray | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0);
  return context?.getImageData(0, 0, width, height).data;
}

Object.assign(window, { takePicture, countDiffering });
