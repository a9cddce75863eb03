/** What was thrown, in words. Not for people as it is: whoever shows it says what failed and what to do. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
