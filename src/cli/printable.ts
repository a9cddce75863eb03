/**
 * A text of a template or a file's name for a line of a terminal or of a build's log. What it has of control characters could
 * clear the screen, or begin a line that a build service takes for a command (`::error::`).
 */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
