export interface PictureOptions {
  /** What the mail lies on where it sets no background. */
  readonly canvasColor: string;
  /** Pixels of the picture for one of the mail. */
  readonly pixelRatio: number;
  /** The file behind an address of the mail that only this page knows. */
  readonly blobOf: (url: string) => Blob | undefined;
}

export interface MailPicture {
  /** A PNG as a data URL. */
  readonly url: string;
  /** Images that the browser shows and does not give away: those from the network. */
  readonly missingImageCount: number;
}

/**
 * The shown document as a picture, drawn by the browser that shows it: the document is written as XML into an SVG image, which Chromium
 * draws with the same layout (a test compares the pixels). Such an image may load nothing, so images are written into it.
 *
 * undefined: the document cannot be written as XML (as with `<o:p>` without its namespace), or is too large for a canvas. Nothing is
 * made up then.
 */
export async function pictureOf(mail: Document, options: PictureOptions): Promise<MailPicture | undefined> {
  const root = mail.documentElement;
  const [width, height] = [root.clientWidth, root.scrollHeight];
  const ratio = [options.pixelRatio, 1].find((each) => height * each <= maxSidePx && width * each <= maxSidePx);
  if (ratio === undefined || width === 0 || height === 0) return undefined;
  const image = await loadImage(svgAddress(await writtenMail(root, options.blobOf), { width, height }));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (image === undefined || context === null) return undefined;
  for (const color of [options.canvasColor, backgroundOf(mail)]) {
    context.fillStyle = color;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const missingImageCount = [...mail.images].filter(({ src }) => /^https?:/i.test(src)).length;
  return { url: canvas.toDataURL('image/png'), missingImageCount };
}

/** With the bytes of its images in the place of their addresses. */
async function writtenMail(root: Element, blobOf: PictureOptions['blobOf']): Promise<string> {
  const xml = new XMLSerializer().serializeToString(root);
  const addresses = new Set(xml.match(/blob:[^\s"'()<>&\\]+/g));
  let written = xml;
  for (const address of addresses) {
    const blob = blobOf(address);
    if (blob !== undefined) written = written.replaceAll(address, await dataAddress(blob));
  }
  return written;
}

function svgAddress(xml: string, { width, height }: { readonly width: number; readonly height: number }): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<foreignObject width="100%" height="100%">${xml}</foreignObject></svg>`;
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

function loadImage(url: string): Promise<HTMLImageElement | undefined> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => resolve(undefined);
    image.src = url;
  });
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('An image could not be read.'));
    reader.readAsDataURL(blob);
  });
}

/** What a document paints behind all of it: that of its root, or else that of its body. */
function backgroundOf({ documentElement, body, defaultView }: Document): string {
  const colors = [documentElement, body].map((each) => defaultView?.getComputedStyle(each).backgroundColor ?? clear);
  return colors.find((color) => color !== clear) ?? clear;
}

const clear = 'rgba(0, 0, 0, 0)';
/** Chromium's largest canvas. */
const maxSidePx = 16_384;
