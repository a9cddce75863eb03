import path from 'node:path';
import * as vscode from 'vscode';
import { registerDelivery } from './features/delivery/registerDelivery.ts';
import { registerMessage } from './features/message/registerMessage.ts';
import { registerOutput } from './features/output/registerOutput.ts';
import { registerPreview } from './features/preview/registerPreview.ts';
import { registerProfiles } from './features/profiles/registerProfiles.ts';
import { MailIdentities } from './features/send/mailIdentities.ts';
import { lazyExportComposer, registerSend } from './features/send/registerSend.ts';
import { registerTemplates } from './features/templates/registerTemplates.ts';
import { ActiveTemplate } from './host/activeTemplate.ts';
import { ProfileStore } from './host/profileStore.ts';
import { RendererClient } from './host/rendererClient.ts';
import { ReportDocuments } from './host/reportDocuments.ts';
import { SendHistory } from './host/sendHistory.ts';
import { sharedStorage } from './host/sharedStorage.ts';
import { TemplateRenderer } from './host/templateRenderer.ts';
import type * as inboxBundle from './inboxBundle.ts';

/** The composition root: everything is built and connected here, in reading order, and nothing happens elsewhere. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const { extensionUri, secrets, workspaceState: memory, globalState: globalMemory } = context;
  const own = <T extends vscode.Disposable>(owned: T): T => {
    context.subscriptions.push(owned);
    return owned;
  };

  const log = own(vscode.window.createOutputChannel('Mailproof', { log: true }));
  const client = own(
    new RendererClient({
      entry: vscode.Uri.joinPath(extensionUri, 'dist', 'renderer.js').fsPath,
      cacheFolder: vscode.Uri.joinPath(context.globalStorageUri, 'code').fsPath,
      log,
    }),
  );
  const renderer = own(new TemplateRenderer({ client, memory }));
  const active = own(new ActiveTemplate());
  const profiles = own(new ProfileStore({ secrets, memory, globalMemory, log, storageUri: context.globalStorageUri }));
  const storage = context.storageUri ?? context.globalStorageUri;
  const { LocalInbox, registerInbox } = loadInbox();
  const inbox = own(
    await LocalInbox.open({
      folder: path.join(sharedStorage(storage.fsPath), 'inbox'),
      entry: vscode.Uri.joinPath(extensionUri, 'dist', 'inboxServer.js').fsPath,
      log,
    }),
  );
  const history = own(new SendHistory({ folder: path.join(storage.fsPath, 'transcripts'), memory, log }));
  const reports = own(new ReportDocuments());
  const identities = new MailIdentities();

  own(registerTemplates({ extensionUri, renderer, log }));
  const composeForExport = lazyExportComposer({ profiles, identities, memory });
  own(registerOutput({ renderer, active, memory, log, composeForExport }));
  own(registerPreview({ extensionUri, renderer, active, log }));
  own(registerProfiles({ extensionUri, profiles, inbox, log }));
  own(registerSend({ renderer, active, profiles, inbox, memory, history, identities, reports, log }));
  own(registerDelivery({ extensionUri, profiles, history, reports, client, log }));
  own(registerInbox({ inbox, client, htmlFolder: path.join(storage.fsPath, 'html'), memory, log }));
  own(registerMessage({ extensionUri, inbox, client, renderer, composeForExport, log }));
}

/** A quarter of all the code of the extension host, which is better off in a file of its own: see docs/decisions. */
function loadInbox(): typeof inboxBundle {
  // The bundler leaves this call alone; the file lies beside the extension's own bundle.
  return require('./inbox.js') as typeof inboxBundle;
}
