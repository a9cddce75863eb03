import * as vscode from 'vscode';
import { walkthroughId } from '../../commands.ts';

/** The step of the walkthrough that shows how to make a client of one's own. */
export async function openOAuthGuide(): Promise<void> {
  const step = { category: walkthroughId, step: 'oauth' };
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', step, false);
}
