import { Disposable } from '../../host/disposable.ts';
import type { LocatedProfile } from '../../host/profileStore.ts';
import { loadProfileForm } from './profileFormModule.ts';
import type { ProfilePanel, ProfilePanelDeps } from './profilePanel.ts';

/** Opens the form of a profile; one panel a profile, and one for a new one. */
export class ProfileEditor extends Disposable {
  readonly #deps: ProfilePanelDeps;
  readonly #open = new Map<string, ProfilePanel>();

  constructor(deps: ProfilePanelDeps) {
    super();
    this.#deps = deps;
  }

  open(located: LocatedProfile | undefined): Promise<void> {
    const key = located?.id ?? '';
    const existing = this.#open.get(key);
    if (existing !== undefined) {
      existing.reveal();
      return Promise.resolve();
    }
    const panel = new (loadProfileForm().ProfilePanel)(located, this.#deps, () => this.#open.delete(key));
    this.#open.set(key, panel);
    return Promise.resolve();
  }

  override dispose(): void {
    for (const panel of this.#open.values()) panel.dispose();
    super.dispose();
  }
}
