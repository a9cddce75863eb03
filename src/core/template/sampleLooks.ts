/**
 * A grey picture of a likely size, as an address that needs no network. It has no character that Handlebars escapes, and
 * none that ends a CSS declaration or a `url(...)`, so that it stands everywhere.
 */
export function placeholderImage(words: readonly string[]): string {
  const [width, height] = sizeOf(words);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="100%" height="100%" fill="#d5dae2"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function sizeOf(words: readonly string[]): readonly [width: number, height: number] {
  const has = (...names: readonly string[]): boolean => names.some((name) => words.includes(name));
  if (has('logo', 'brand')) return [160, 48];
  if (has('icon', 'badge', 'flag')) return [32, 32];
  if (has('avatar', 'photo', 'portrait', 'profile', 'user')) return [96, 96];
  if (has('thumbnail', 'thumb', 'product')) return [200, 200];
  return [600, 240];
}

/** Text must be seen on its background, so the two differ. */
export function colorOf(words: readonly string[], otherwise: string): string {
  const has = (...names: readonly string[]): boolean => names.some((name) => words.includes(name));
  if (has('background', 'bg', 'backdrop', 'surface')) return has('button', 'primary', 'brand') ? '#2f5bd0' : '#f4f5f7';
  if (has('text', 'font', 'foreground', 'fg')) return has('button') ? '#ffffff' : '#1f2430';
  if (has('border', 'divider', 'line')) return '#d9dde3';
  return has('button', 'primary', 'brand', 'accent') ? '#2f5bd0' : otherwise;
}

export function pixelsOf(words: readonly string[]): number {
  const has = (name: string): boolean => words.includes(name);
  if (has('font') || has('size')) return 16;
  if (has('line')) return 24;
  if (has('padding') || has('margin') || has('spacing') || has('gap')) return 16;
  if (has('radius')) return 4;
  if (has('border')) return 1;
  if (has('height')) return 120;
  return 240;
}
