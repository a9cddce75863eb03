import type { Logger } from '../core/log.ts';

/** For the edges where nobody awaits: a message of a page, an event. What goes wrong there must not vanish. */
export function logFailure(log: Logger, where: string): (error: unknown) => void {
  return (error) => log.error(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
