import type { DiscoverySource } from '../../core/discovery/foundAccount.ts';
import type { DiscoveredServer, FoundServer } from '../../protocol/profileEditor.ts';
import { element } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';

type Note = readonly (Node | string)[];

/** What people have to know of a provider. */
export function knownNote({ hint, link, linkMeaning, isConfirmed }: FoundServer): Note {
  const sentences = [hint, isConfirmed ? '' : text.providerUnconfirmed].filter((sentence) => sentence !== '');
  const shown = sentences.join(' ');
  if (link === '' || (shown === '' && linkMeaning === 'help')) return shown === '' ? [] : [shown];
  // VS Code opens links of a webview's own page itself, in the browser.
  const label = linkMeaning === 'credential' ? text.credentialLink : text.helpLink;
  return [shown, ' ', element('a', { href: link }, label)];
}

export function unknownNote(domain: string, onUse: (host: string) => void): Note {
  const host = `mail.${domain}`;
  return [format(text.providerUnknown, domain), ' ', action(format(text.useHost, host), () => onUse(host))];
}

/** Nothing has been asked yet: what would be, and whom. */
export function lookUpNote(domain: string, onLookUp: () => void): Note {
  return [format(text.lookUpOffer, domain), ' ', action(text.lookUp, onLookUp)];
}

export function discoveringNote(domain: string, source: DiscoverySource, onCancel: () => void): Note {
  return [format(askingTexts[source], domain), ' ', action(text.cancel, onCancel)];
}

/** A server of somebody else is not taken before it was looked at. */
export function discoveredNote(server: DiscoveredServer, domain: string, onUse: () => void): Note {
  const where = `${server.host}:${server.port}`;
  const silent = server.hasAnswered ? [] : [' ', format(text.discoverySilent, where)];
  const said = format(foundTexts[server.source], domain, where);
  if (!server.isForeign) return [said, ...silent];
  return [
    said,
    ' ',
    format(text.discoveryForeign, server.host, domain),
    ...silent,
    ' ',
    action(format(text.useHost, server.host), onUse),
  ];
}

function action(label: string, onClick: () => void): HTMLElement {
  return element('button', { type: 'button', class: 'link-button', onclick: onClick }, label);
}

const askingTexts: Readonly<Record<DiscoverySource, string>> = {
  provider: text.askingProvider,
  database: text.askingDatabase,
  mx: text.askingMx,
  srv: text.askingSrv,
  guess: text.askingGuess,
};

const foundTexts: Readonly<Record<DiscoverySource, string>> = {
  provider: text.foundByProvider,
  database: text.foundByDatabase,
  mx: text.foundByMx,
  srv: text.foundBySrv,
  guess: text.foundByGuess,
};
