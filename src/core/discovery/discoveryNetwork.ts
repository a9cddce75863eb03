/** What discovery asks of the network. Failures of all kinds are "nothing there". None of it rejects but by the signal. */
export interface DiscoveryNetwork {
  /** The bytes of a document that was found; undefined: not found, too large, too slow, or not to be trusted. */
  readonly fetch: (url: string, signal: AbortSignal) => Promise<Uint8Array | undefined>;
  /** Host names, the preferred ones first. */
  readonly mailExchangers: (domain: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Targets of an SRV record, the preferred ones first; a domain that says it has no such service gives none. */
  readonly services: (
    name: string,
    signal: AbortSignal,
  ) => Promise<readonly { readonly host: string; readonly port: number }[]>;
}
