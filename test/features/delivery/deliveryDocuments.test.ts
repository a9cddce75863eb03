import { expect, test } from 'vitest';
import type * as vscode from 'vscode';
import { DeliveryDocuments } from '../../../src/features/delivery/deliveryDocuments.ts';
import type { RendererClient } from '../../../src/host/rendererClient.ts';
import * as fake from '../../support/fakeVscode.ts';

test('a comparison that is open shows what the last look has found', async () => {
  // Nothing is parsed before an editor asks for a text.
  const documents = new DeliveryDocuments({} as RendererClient);
  const changed: string[] = [];
  documents.onDidChange((uri) => changed.push(uri.toString()));
  const files = { sent: fake.Uri.file('/h/1.eml'), received: fake.Uri.file('/h/Hi (1).eml') };
  // As much of an Uri as is asked of it.
  await documents.show(files as unknown as Record<keyof typeof files, vscode.Uri>, 'Hi');
  expect(changed).toEqual(['mailproof-delivery://received/received.txt?/h/1.eml\n/h/Hi (1).eml']);
  const [command, , received, title] = fake.commands.executed.at(-1) ?? [];
  expect([command, String(received), title]).toEqual(['vscode.diff', changed[0], 'Hi: sent ↔ received']);
  documents.dispose();
});
