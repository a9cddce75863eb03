export type MessageTab = 'html' | 'text' | 'headers' | 'source';

/** The tab that was open before the page was made again. */
export function parseSavedState(value: unknown): { readonly tab: MessageTab | undefined } {
  const tab = new Map<string, unknown>(Object.entries(value ?? {})).get('tab');
  return { tab: messageTabs.find((known) => known === tab) };
}

const messageTabs: readonly MessageTab[] = ['html', 'text', 'headers', 'source'];
