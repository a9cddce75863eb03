/** Of oidc-provider, which has no types of its own, what the stand-in uses. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Context {
    readonly oidc: { readonly params?: Readonly<Record<string, unknown>> };
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    readonly Grant: new (of: { accountId: string; clientId: string }) => {
      addOIDCScope(scope: string): void;
      save(): Promise<string>;
    };
    readonly AccessToken: {
      find(
        value: string,
      ): Promise<{ readonly isExpired: boolean; readonly accountId: string; readonly scope: string } | undefined>;
    };
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ readonly uid: string; readonly params: Readonly<Record<string, string | undefined>> }>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Readonly<Record<string, unknown>>,
      options: { readonly mergeWithLastSubmission: boolean },
    ): Promise<void>;
    on(
      event: 'access_token.saved' | 'refresh_token.saved' | 'authorization_code.saved',
      listener: (token: { readonly jti: string }) => void,
    ): void;
    on(
      event: 'grant.success' | 'grant.error' | 'server_error',
      listener: (context: Context, error?: Error) => void,
    ): void;
  }
}
