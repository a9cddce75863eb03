import { parseViewState, type ViewState } from '../mailView/viewState.ts';

export type MessageTab = 'html' | 'text' | 'headers' | 'parts' | 'source';

/** What a viewer keeps when its page is made again: after it was hidden, or remote images were allowed. */
export interface SavedState extends ViewState {
  readonly tab: MessageTab | undefined;
}

export function parseSavedState(value: unknown): SavedState {
  const tab = new Map<string, unknown>(Object.entries(value ?? {})).get('tab');
  return { tab: messageTabs.find((known) => known === tab), ...parseViewState(value) };
}

const messageTabs: readonly MessageTab[] = ['html', 'text', 'headers', 'parts', 'source'];
