import type { TestProject } from 'vitest/node';
import { startRealServers, type RealServers } from './realServers.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    realServers: RealServers;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = performance.now();
  const { servers, stop } = await startRealServers();
  console.log(`Postfix, Exim and Dovecot are ready after ${Math.round(performance.now() - started)} ms`);
  project.provide('realServers', servers);
  return stop;
}
