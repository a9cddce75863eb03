/** `{{{ slots:header }}}` of nodemailer-mjml, in a layout. */
const slot = /\{\{\{?\s{0,40}slots:(\w{1,60})\s{0,40}\}\}\}?/g;

/**
 * The text with an include in the place of each named slot: what the library puts there before MJML runs, from the folder
 * that it looks into when the program names no other file.
 */
export function fillNamedSlots(text: string): string {
  // With every key, and nearly no text has one.
  if (!text.includes('slots:')) return text;
  return text.replace(slot, '<mj-include path="partials/$1.mjml" />');
}
