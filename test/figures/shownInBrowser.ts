import type { HtmlPiece } from '../../src/core/render/renderResult.ts';
import { displayHtml } from '../../src/webview/mailFrame/displayHtml.ts';
import { MailFrame } from '../../src/webview/mailFrame/mailFrame.ts';
import type { EditedMails } from './editedMails.ts';

/** What differs from the same mail shown alone, for each mail that does. Runs in a browser. */
async function compareShown({ mails, texts }: EditedMails): Promise<readonly string[]> {
  const scroller = document.createElement('div');
  scroller.style.cssText = 'height: 700px; overflow: auto';
  document.body.replaceChildren(scroller);
  const frame = new MailFrame({ title: 'mail', scroller, onLink: () => {}, onLinkHover: () => {} });
  const inner = frame.element.firstElementChild;
  if (!(inner instanceof HTMLIFrameElement)) return ['There is no frame'];
  const loaded = new Promise((resolve) => inner.addEventListener('load', resolve));
  scroller.append(frame.element);
  frame.setWidth(600);
  await loaded;
  const shown = frame.document;
  const pieces = new Map(
    Object.entries(texts).map(([id, html]): [number, HtmlPiece] => [Number(id), { id: Number(id), html }]),
  );
  const differences: string[] = [];
  for (const [index, ids] of mails.entries()) {
    const mail = ids.flatMap((id) => pieces.get(id) ?? []);
    frame.show(mail, { remoteImages: false });
    frame.settle();
    const alone = displayHtml(mail.map((piece) => piece.html).join(''), {
      remoteImages: false,
      failedUrls: new Set(),
      localImage: () => ({ kind: 'missing' }),
    });
    if (frame.document !== shown || shown === undefined) differences.push(`${index}: loaded again`);
    else if (shown.documentElement.outerHTML !== alone.document.documentElement.outerHTML)
      differences.push(`${index}: html`);
    else if (heightOf(shown, inner) !== inner.style.height) differences.push(`${index}: height`);
  }
  return differences;
}

/** As tall as its mail, found out by making the frame flat. */
function heightOf({ documentElement: root }: Document, frame: HTMLIFrameElement): string {
  const before = frame.style.height;
  frame.style.height = '0';
  const height = root.scrollHeight + (root.scrollWidth > root.clientWidth ? 16 : 0);
  frame.style.height = before;
  return `${height}px`;
}

Object.assign(window, { compareShown });
