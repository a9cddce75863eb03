import { execFile } from 'node:child_process';
import { failed, type OAuthResult } from '../../core/oauth/failure.ts';

/**
 * Runs the program of the user's that prints an access token. No shell reads the arguments, and nothing of a profile is among them.
 * What it prints goes nowhere else; of what went wrong only the kind is told, because programs print tokens in their errors too.
 */
export function runTokenCommand(
  [program = '', ...given]: readonly string[],
  { signal, timeoutMs = 60_000 }: { readonly signal: AbortSignal; readonly timeoutMs?: number },
): Promise<OAuthResult<string>> {
  return new Promise((resolve) => {
    execFile(
      program,
      given,
      { timeout: timeoutMs, maxBuffer: maxOutputBytes, windowsHide: true, signal, encoding: 'utf8' },
      (error, output) => {
        if (signal.aborted) resolve({ kind: 'cancelled' });
        else if (error !== null) resolve(failed('command', reasonOf(error)));
        else resolve(tokenOf(output));
      },
    ).stdin?.end();
  });
}

function tokenOf(output: string): OAuthResult<string> {
  const token = output.trim();
  // RFC 6750, section 2.1: what an access token is made of.
  return /^[\w.~+/=-]+$/.test(token) ? { kind: 'ok', value: token } : failed('command', 'It printed no token.');
}

function reasonOf(error: { readonly code?: unknown; readonly killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'There is no such program.';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'It printed too much.';
  if (error.killed === true) return 'It took too long.';
  return `It ended with ${String(error.code)}.`;
}

const maxOutputBytes = 64 * 1024;
