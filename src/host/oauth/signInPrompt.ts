import * as vscode from 'vscode';
import type { OAuthResult } from '../../core/oauth/failure.ts';
import { scopesFor, type MailPurpose, type OAuthProvider } from '../../core/oauth/provider.ts';
import { hasDeviceFlow, signInWithDevice } from '../../core/oauth/deviceFlow.ts';
import { signInWithBrowser, type PendingSignIn } from '../../core/oauth/signIn.ts';
import { ports } from './ports.ts';
import type { TokenSet } from '../../core/oauth/tokenSet.ts';
import { showWarning } from '../notify.ts';
import { say } from '../say.ts';

export interface PromptedSignIn {
  readonly provider: OAuthProvider;
  readonly clientSecret: string | undefined;
  readonly purposes: readonly MailPurpose[];
  readonly loginHint: string;
}

/** Opens the browser and waits with the person. Whatever way it takes, escape cancels it and leaves nothing behind. */
export async function signInWithPrompt(options: PromptedSignIn): Promise<OAuthResult<TokenSet>> {
  let way: 'browser' | 'device' = 'browser';
  for (;;) {
    const waiting = new WaitingSignIn(options, way);
    try {
      const result = await waiting.run();
      if (waiting.wantsDevice) way = 'device';
      else return result;
    } finally {
      waiting.dispose();
    }
  }
}

interface Step extends vscode.QuickPickItem {
  readonly take: () => unknown;
}

class WaitingSignIn {
  readonly #options: PromptedSignIn;
  readonly #way: 'browser' | 'device';
  readonly #controller = new AbortController();
  readonly #pick = vscode.window.createQuickPick<Step>();
  /** Another input stands in the place of the list. */
  #isAside = false;
  #pending: PendingSignIn | undefined;
  wantsDevice = false;

  constructor(options: PromptedSignIn, way: 'browser' | 'device') {
    this.#options = options;
    this.#way = way;
    this.#pick.title = vscode.l10n.t('Sign in with {0}', options.provider.label);
    this.#pick.placeholder = vscode.l10n.t('Asking {0}...', options.provider.label);
    this.#pick.ignoreFocusOut = true;
    this.#pick.busy = true;
    this.#pick.onDidHide(() => {
      if (!this.#isAside) this.#controller.abort();
    });
    this.#pick.onDidAccept(() => void this.#pick.activeItems[0]?.take());
    // The field of a list looks as if one could paste there, so one can.
    this.#pick.onDidChangeValue((value) => {
      if (!/^https?:\/\/\S*[?#&](?:code|error)=/.test(value.trim()) || this.#pending === undefined) return;
      this.#pick.value = '';
      this.#take(this.#pending, value);
    });
    this.#pick.show();
  }

  run(): Promise<OAuthResult<TokenSet>> {
    const { provider, clientSecret, purposes, loginHint } = this.#options;
    const common = {
      ports,
      clientSecret,
      signal: this.#controller.signal,
      scopes: scopesFor(provider, purposes),
      needed: purposes.flatMap((purpose) => provider.mailScopes[purpose]),
    };
    return this.#way === 'device'
      ? signInWithDevice(provider, { ...common, onCode: (code) => this.#showCode(code) })
      : signInWithBrowser(provider, {
          ...common,
          loginHint,
          say,
          reach: async (address) => (await vscode.env.asExternalUri(vscode.Uri.parse(address))).toString(true),
          onReady: (pending) => this.#showPending(pending),
        });
  }

  dispose(): void {
    // It also ends what is under way.
    this.#pick.dispose();
    this.#controller.abort();
  }

  #showPending(pending: PendingSignIn): void {
    const { provider } = this.#options;
    this.#pending = pending;
    this.#pick.placeholder = pending.comesBack
      ? vscode.l10n.t('Finish in the browser. Escape cancels.')
      : vscode.l10n.t('Paste the address that the browser ends on. Escape cancels.');
    const paste: Step = {
      label: `$(clippy) ${vscode.l10n.t('Paste the address that the browser ended on')}`,
      description: pending.comesBack ? vscode.l10n.t('if it cannot come back by itself') : '',
      take: () => this.#paste(pending),
    };
    const open: Step = {
      label: `$(link-external) ${vscode.l10n.t('Open the browser again')}`,
      take: () => openAddress(pending.url),
    };
    this.#pick.items = [
      ...(pending.comesBack ? [open, paste] : [paste, open]),
      {
        label: `$(copy) ${vscode.l10n.t('Copy the address of the sign-in page')}`,
        description: vscode.l10n.t('for another browser'),
        take: () => vscode.env.clipboard.writeText(pending.url),
      },
      ...(hasDeviceFlow(provider)
        ? [
            {
              label: `$(device-mobile) ${vscode.l10n.t('Type a code on another device instead')}`,
              take: () => {
                this.wantsDevice = true;
                this.#controller.abort();
              },
            },
          ]
        : []),
    ];
    void openAddress(pending.url);
  }

  #showCode({ userCode, verificationUri }: { readonly userCode: string; readonly verificationUri: string }): void {
    this.#pick.placeholder = vscode.l10n.t('Type {0} at {1}. Escape cancels.', userCode, verificationUri);
    this.#pick.items = [
      {
        label: `$(copy) ${vscode.l10n.t('Copy {0} and open the page', userCode)}`,
        take: async () => {
          await vscode.env.clipboard.writeText(userCode);
          await openAddress(verificationUri);
        },
      },
      {
        label: `$(link) ${vscode.l10n.t('Copy the address of the page')}`,
        description: verificationUri,
        take: () => vscode.env.clipboard.writeText(verificationUri),
      },
    ];
  }

  async #paste(pending: PendingSignIn): Promise<void> {
    this.#isAside = true;
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Sign in with {0}', this.#options.provider.label),
      prompt: vscode.l10n.t('The whole address of the page that the browser ended on, with its "code" and "state"'),
      ignoreFocusOut: true,
      // It works once, but still.
      password: true,
    });
    this.#isAside = false;
    if (text !== undefined && this.#take(pending, text)) return;
    if (!this.#controller.signal.aborted) this.#pick.show();
  }

  /** False: that was something else, and has been told. */
  #take(pending: PendingSignIn, text: string): boolean {
    if (pending.paste(text)) return true;
    if (text !== '')
      void showWarning(vscode.l10n.t('This is not the address of a finished sign-in. It holds "code" and "state".'));
    return false;
  }
}

/** As a text: a parsed address would be written anew, and what is escaped in it matters. */
async function openAddress(address: string): Promise<void> {
  // The types want a Uri; openExternal takes texts as they are (microsoft/vscode#85930).
  await vscode.env.openExternal(address as unknown as vscode.Uri);
}
