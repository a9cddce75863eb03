/** sRGB, each part from 0 to 255; `alpha` from 0 to 1. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/** Lightness from 0 to 100; `a` and `b` are the hue and how strong it is (CIELAB under D65). */
export interface Lab {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
}

/** Hue in degrees, the others from 0 to 1. */
export interface Hsl {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

export const white: Color = { red: 255, green: 255, blue: 255, alpha: 1 };

/** A colour as `getComputedStyle` writes it. Undefined for spaces that no mail uses: those colours are left as they are. */
export function parseComputedColor(css: string): Color | undefined {
  const isFunction = /^(?:rgba?|color\(srgb)\b/.test(css);
  const parts = isFunction ? css.replace(/^[^(]*\((?:srgb )?/, '').match(/[\d.e-]+/g) : null;
  const [red, green, blue, alpha = 1] = parts?.map(Number) ?? [];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const scale = css.startsWith('color') ? 255 : 1;
  return { red: red * scale, green: green * scale, blue: blue * scale, alpha };
}

export function cssColor({ red, green, blue, alpha }: Color): string {
  const [r, g, b] = [red, green, blue].map((part) => Math.round(Math.min(Math.max(part, 0), 255)));
  return alpha === 1 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

/** What is seen of a colour that lets another one shine through. */
export function over(front: Color, back: Color): Color {
  const mix = (one: number, other: number): number => one * front.alpha + other * (1 - front.alpha);
  return {
    red: mix(front.red, back.red),
    green: mix(front.green, back.green),
    blue: mix(front.blue, back.blue),
    alpha: front.alpha + back.alpha * (1 - front.alpha),
  };
}

/** The contrast ratio of WCAG 2, from 1 to 21. */
export function contrast(one: Color, other: Color): number {
  const [first, second] = [luminance(one), luminance(other)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

export function toLab(color: Color): Lab {
  const [red, green, blue] = linearParts(color);
  const x = labCurve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = labCurve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = labCurve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return { lightness: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z) };
}

/** Colours that a screen cannot show become the nearest in each part. */
export function fromLab({ lightness, a, b }: Lab, alpha: number): Color {
  const level = (lightness + 16) / 116;
  const x = 0.95047 * labCurveBack(a / 500 + level);
  const y = labCurveBack(level);
  const z = 1.08883 * labCurveBack(level - b / 200);
  return {
    red: encoded(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
    green: encoded(-0.969266 * x + 1.8760108 * y + 0.041556 * z),
    blue: encoded(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
    alpha,
  };
}

export function toHsl({ red, green, blue }: Color): Hsl {
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const most = Math.max(r, g, b);
  const least = Math.min(r, g, b);
  const range = most - least;
  const lightness = (most + least) / 2;
  if (range === 0) return { hue: 0, saturation: 0, lightness };
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  const sixth = most === r ? (g - b) / range : most === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return { hue: (sixth * 60 + 360) % 360, saturation, lightness };
}

export function fromHsl({ hue, saturation, lightness }: Hsl, alpha: number): Color {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const step = (offset + hue / 30) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(step - 3, 9 - step, 1)));
  };
  return { red: part(0), green: part(8), blue: part(4), alpha };
}

function luminance(color: Color): number {
  const [red, green, blue] = linearParts(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linearParts({ red, green, blue }: Color): readonly [number, number, number] {
  return [linear(red / 255), linear(green / 255), linear(blue / 255)];
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function encoded(part: number): number {
  const bounded = Math.min(Math.max(part, 0), 1);
  return 255 * (bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055);
}

function labCurve(value: number): number {
  return value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116;
}

function labCurveBack(value: number): number {
  return value ** 3 > 216 / 24389 ? value ** 3 : ((116 * value - 16) * 27) / 24389;
}
