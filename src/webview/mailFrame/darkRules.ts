import { contrast, fromHsl, fromLab, toHsl, toLab, white, type Color } from './color.ts';

/** The clients whose own darkening is imitated. */
export type DarkClient = 'outlook' | 'apple' | 'gmailIos' | 'gmailAndroid';

/** How a client changes the colours of a mail. Each is an approximation: `docs/darkModes.md` says of what, and from when. */
export interface DarkRules {
  /** What the mail lies on where it sets no background. */
  readonly canvas: Color;
  readonly text: (original: Color) => Color;
  /** `text`: the colour of the element's text after the change. */
  readonly background: (original: Color, text: Color) => Color;
  /** Undefined: borders stay. */
  readonly border: ((original: Color) => Color) | undefined;
  /** Whether changed elements get Outlook's `data-ogsc` and `data-ogsb`, which authors use in selectors. */
  readonly marksElements: boolean;
}

export const darkRules: Readonly<Record<DarkClient, DarkRules>> = {
  outlook: {
    canvas: { red: 51, green: 51, blue: 51, alpha: 1 },
    text: (original) =>
      contrast(original, outlookBase) < readableContrast ? withOutlookContrast(original, outlookBase) : original,
    background: (original, text) =>
      contrast(original, text) < readableContrast ? withOutlookContrast(original, text) : original,
    border: undefined,
    marksElements: true,
  },
  apple: {
    canvas: appleInverted(white),
    text: appleInverted,
    background: appleInverted,
    border: appleInverted,
    marksElements: false,
  },
  gmailIos: {
    canvas: gmailBackground(white),
    text: gmailText,
    background: gmailBackground,
    border: gmailBackground,
    marksElements: false,
  },
  gmailAndroid: {
    canvas: gmailBackground(white),
    text: onlyIf((lightness) => lightness < 0.5, gmailText),
    background: onlyIf((lightness) => lightness >= 0.5, gmailBackground),
    border: onlyIf((lightness) => lightness >= 0.5, gmailBackground),
    marksElements: false,
  },
};

/** What WCAG asks of text of ordinary size, and what Outlook.com aims at. */
export const readableContrast = 4.5;

const outlookBase: Color = { red: 51, green: 51, blue: 51, alpha: 1 };

/**
 * Outlook.com keeps hue and strength and changes the lightness in CIELAB: first squeezed between the base and white, then turned
 * over to the side that contrasts with `other`, where a zone in the middle that contrasts with nothing is left out.
 */
function withOutlookContrast(original: Color, other: Color): Color {
  const base = toLab(outlookBase).lightness;
  const darkEnd = 50;
  const lightStart = 50 + base;
  const middle = (darkEnd + lightStart) / 2;
  const lab = toLab(original);
  const squeezed = base + (lab.lightness * (100 - base)) / 100;
  const mirrored = 2 * middle - squeezed;
  const lightness =
    toLab(other).lightness > middle
      ? base + ((Math.min(squeezed, mirrored) - base) * (darkEnd - base)) / (middle - base)
      : 100 - ((100 - Math.max(squeezed, mirrored)) * (100 - lightStart)) / (100 - middle);
  return fromLab({ ...lab, lightness }, original.alpha);
}

/** WebKit's `apple-invert-lightness()`: the opposite hue, then a matrix that turns white into #333 and black into white. */
function appleInverted({ red, green, blue, alpha }: Color): Color {
  const sum = Math.max(red, green, blue) + Math.min(red, green, blue);
  const [r, g, b] = [sum - red, sum - green, sum - blue];
  return {
    red: 255 - 0.77 * r + 0.059 * g - 0.089 * b,
    green: 255 + 0.03 * r - 0.741 * g - 0.089 * b,
    blue: 255 + 0.03 * r + 0.059 * g - 0.89 * b,
    alpha,
  };
}

/** Fitted by others to pictures of the app on iOS; Google documents nothing. */
function gmailBackground(original: Color): Color {
  return withLightness(original, 0.875 - 0.75 * toHsl(original).lightness);
}

function gmailText(original: Color): Color {
  const { saturation, lightness } = toHsl(original);
  return withLightness(original, saturation < 0.05 ? 0.95 - 0.75 * lightness : 0.92 - 0.56 * lightness);
}

/**
 * Four fifths as colourful, not as saturated: a cream that is all but white has full saturation in HSL, and would turn brown.
 */
function withLightness(original: Color, lightness: number): Color {
  const { hue, saturation, lightness: before } = toHsl(original);
  const chroma = saturation * (1 - Math.abs(2 * before - 1)) * 0.8;
  const reach = 1 - Math.abs(2 * lightness - 1);
  return fromHsl({ hue, saturation: reach === 0 ? 0 : Math.min(1, chroma / reach), lightness }, original.alpha);
}

function onlyIf(
  applies: (lightness: number) => boolean,
  change: (original: Color) => Color,
): (original: Color) => Color {
  return (original) => (applies(toHsl(original).lightness) ? change(original) : original);
}
