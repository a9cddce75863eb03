// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Everything these scripts install, keep or leave behind; ignored by git. */
export const stateDir = join(projectRoot, '.vscode-test');
export const hostDir = join(stateDir, 'host');
export const failuresDir = join(stateDir, 'failures');
/** A mail server for tests, unpacked. */
export const eximDir = join(stateDir, 'exim');
export const examplesDir = join(projectRoot, 'examples');
