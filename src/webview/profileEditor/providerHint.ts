import { element, icon } from '../page/element.ts';
import { providerOf } from './connection.ts';
import { text } from './text.ts';

/** What people need to know before they type a password for a provider that refuses the usual one. */
export class ProviderHint {
  readonly element = element('div', { class: 'remark is-info', hidden: true });

  show({ host, auth }: { readonly host: string; readonly auth: string }): void {
    const provider = auth === 'none' ? undefined : providerOf(host);
    this.element.hidden = provider === undefined;
    if (provider === undefined) return;
    const { hint, label, href } = hints[provider];
    this.element.replaceChildren(
      icon('info'),
      // VS Code opens links of a webview's own page itself, in the browser.
      element('span', {}, hint, ' ', element('a', { href }, label)),
    );
  }
}

const hints = {
  gmail: { hint: text.gmailHint, label: text.gmailLink, href: 'https://myaccount.google.com/apppasswords' },
  microsoft: {
    hint: text.microsoftHint,
    label: text.microsoftLink,
    href: 'https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission',
  },
} as const;
