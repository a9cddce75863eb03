import { previewTabs, type PreviewTab } from '../../protocol/preview.ts';
import { parseViewState, type ViewState } from '../mailView/viewState.ts';

/** What a preview keeps when its page is made again: after it was hidden, moved, or remote images were allowed. */
export interface SavedState extends ViewState {
  readonly tab: PreviewTab;
  readonly scrollTop: number;
  /** URI of the template: how the extension finds it again after the window was reloaded. */
  readonly template?: string;
  /** The preview stays with that template. */
  readonly isLocked?: boolean;
}

export function parseSavedState(value: unknown): SavedState {
  const given = new Map<string, unknown>(Object.entries(value ?? {}));
  const scrollTop = given.get('scrollTop');
  const template = given.get('template');
  return {
    tab: previewTabs.find((tab) => tab === given.get('tab')) ?? 'rendered',
    ...parseViewState(value),
    scrollTop: typeof scrollTop === 'number' && scrollTop > 0 ? scrollTop : 0,
    ...(typeof template === 'string' ? { template } : {}),
    ...(given.get('isLocked') === true ? { isLocked: true } : {}),
  };
}
