import type { OAuthPorts } from '../../core/oauth/boundedFetch.ts';

/** VS Code puts its proxy settings into `fetch`, some time after the start: it is looked up each time. */
export const ports: OAuthPorts = { fetch: (...given) => globalThis.fetch(...given), now: () => Date.now() };
