import type { DarkClient } from '../mailFrame/darkRules.ts';

export type PreviewWidth = { readonly kind: 'fit' } | { readonly kind: 'custom'; readonly widthPx: number };

/** In percent; `fit`: as large as there is room for the chosen width, and never larger than it is. */
export type PreviewZoom = 'fit' | number;

/** `dark`: the author's own dark styles. The others darken the mail themselves. */
export type PreviewScheme = 'light' | 'dark' | DarkClient;

export const schemes: readonly PreviewScheme[] = ['light', 'dark', 'outlook', 'apple', 'gmailIos', 'gmailAndroid'];

/** The ways in which a mail can be looked at, as the reader has chosen them for one preview. */
export interface ViewState {
  readonly width: PreviewWidth;
  readonly zoom: PreviewZoom;
  readonly scheme: PreviewScheme;
  readonly imagesOff: boolean;
  readonly rightToLeft: boolean;
}

export function parseViewState(value: unknown): ViewState {
  const given = new Map<string, unknown>(Object.entries(value ?? {}));
  const zoom = given.get('zoom');
  return {
    width: parseWidth(given.get('width')),
    zoom: typeof zoom === 'number' && zoom === clampZoom(zoom) ? zoom : 'fit',
    scheme: parseScheme(given.get('scheme')),
    imagesOff: given.get('imagesOff') === true,
    rightToLeft: given.get('rightToLeft') === true,
  };
}

/** undefined: all there is. */
export function widthInPixels(width: PreviewWidth): number | undefined {
  return width.kind === 'fit' ? undefined : width.widthPx;
}

/** What was typed as a width; undefined when it is not a number. */
export function parseTypedWidth(typed: string): PreviewWidth | undefined {
  const digits = /^\s*(\d{1,5})\s*(px)?\s*$/i.exec(typed)?.[1];
  return digits === undefined ? undefined : customWidth(Number(digits));
}

export function customWidth(widthPx: number): PreviewWidth {
  return { kind: 'custom', widthPx: clampWidth(widthPx) };
}

export function clampZoom(percent: number): number {
  return Math.round(Math.min(Math.max(percent, 50), 200));
}

/** The narrowest watch and the widest screen a mail is looked at on. */
export const widthRange = { min: 160, max: 2560 } as const;

function clampWidth(widthPx: number): number {
  return Math.round(Math.min(Math.max(widthPx, widthRange.min), widthRange.max));
}

function parseWidth(value: unknown): PreviewWidth {
  const given = new Map<string, unknown>(Object.entries(value ?? {}));
  const widthPx = given.get('widthPx');
  const isCustom = given.get('kind') === 'custom' && typeof widthPx === 'number' && widthPx === clampWidth(widthPx);
  return isCustom ? { kind: 'custom', widthPx } : { kind: 'fit' };
}

function parseScheme(value: unknown): PreviewScheme {
  return schemes.find((scheme) => scheme === value) ?? 'light';
}
