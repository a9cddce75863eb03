import { previewTabs, type PreviewTab } from '../../protocol/preview.ts';

export type PreviewWidth =
  | { readonly kind: 'fit' }
  | { readonly kind: 'desktop' }
  | { readonly kind: 'mobile' }
  | { readonly kind: 'custom'; readonly widthPx: number };

/** What a preview keeps when its page is made again: after it was hidden, moved, or remote images were allowed. */
export interface SavedState {
  readonly tab: PreviewTab;
  readonly width: PreviewWidth;
  readonly scrollTop: number;
  /** URI of the template: how the extension finds it again after the window was reloaded. */
  readonly template?: string;
  /** The preview stays with that template. */
  readonly isLocked?: boolean;
}

export function parseSavedState(value: unknown): SavedState {
  const given = new Map<string, unknown>(Object.entries(value ?? {}));
  const scrollTop = given.get('scrollTop');
  const template = given.get('template');
  return {
    tab: previewTabs.find((tab) => tab === given.get('tab')) ?? 'rendered',
    width: parseWidth(given.get('width')),
    scrollTop: typeof scrollTop === 'number' && scrollTop > 0 ? scrollTop : 0,
    ...(typeof template === 'string' ? { template } : {}),
    ...(given.get('isLocked') === true ? { isLocked: true } : {}),
  };
}

function parseWidth(value: unknown): PreviewWidth {
  const given = new Map<string, unknown>(Object.entries(value ?? {}));
  const kind = given.get('kind');
  if (kind === 'desktop' || kind === 'mobile') return { kind };
  const widthPx = given.get('widthPx');
  if (kind === 'custom' && typeof widthPx === 'number' && widthPx === clampWidth(widthPx)) return { kind, widthPx };
  return { kind: 'fit' };
}

/** undefined: all there is. */
export function widthInPixels(width: PreviewWidth): number | undefined {
  switch (width.kind) {
    case 'fit':
      return undefined;
    case 'desktop':
      return desktopWidthPx;
    case 'mobile':
      return mobileWidthPx;
    case 'custom':
      return width.widthPx;
  }
}

/** What was typed as a width; undefined when it is not a number. A preset's number is the preset. */
export function parseTypedWidth(typed: string): PreviewWidth | undefined {
  const digits = /^\s*(\d{1,5})\s*(px)?\s*$/i.exec(typed)?.[1];
  if (digits === undefined) return undefined;
  const widthPx = clampWidth(Number(digits));
  if (widthPx === desktopWidthPx) return { kind: 'desktop' };
  if (widthPx === mobileWidthPx) return { kind: 'mobile' };
  return { kind: 'custom', widthPx };
}

/** The narrowest watch and the widest screen a mail is looked at on. */
function clampWidth(widthPx: number): number {
  return Math.round(Math.min(Math.max(widthPx, 160), 2560));
}

/** Nearly all mails are 600 wide; the rest is the client's margin, which shows the mail's background. */
const desktopWidthPx = 640;

const mobileWidthPx = 375;
