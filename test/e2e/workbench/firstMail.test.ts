import { expect, test } from 'vitest';
import { openNewestMessage, previewTemplate, sendToLocalInbox } from '../../../scripts/host/journey.mjs';
import { useVSCode } from '../support/vscode.ts';

const vscode = useVSCode();

test('what is previewed is what arrives in the local inbox', async () => {
  const { workbench } = vscode();
  const preview = await previewTemplate(workbench, 'welcome.mjml.hbs');
  await sendToLocalInbox(workbench, 'ada@example.com');
  const received = await openNewestMessage(workbench, preview.frame);
  expect(received.text).toBe(preview.text);
});
