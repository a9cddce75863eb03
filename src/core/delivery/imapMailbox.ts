import { ImapFlow, type FetchMessageObject, type ListResponse, type MailboxObject, type StatusObject } from 'imapflow';
import { createRedactor, type Redactor } from '../mail/redact.ts';
import type { Mailbox, MailboxAccount, FolderPlace, FoundMessage, MailboxTimeouts, SoughtMessage } from './mailbox.ts';
import { defaultMailboxTimeouts, MailboxError, maxMessageBytes, type MailboxFailureCode } from './mailbox.ts';
import { codeOf, codeOfSystemError, describeMailboxFault } from './mailboxFailure.ts';
import { asciiHost, mayCarrySecret, tlsOptions } from './mailboxSecurity.ts';
import { matchOf } from './soughtHeaders.ts';

/** Signs in. Throws `MailboxError`, before anything connects where the password would travel in clear. */
export async function openImapMailbox(account: MailboxAccount, signal: AbortSignal): Promise<Mailbox> {
  const redact = redactorOf(account);
  const fail = (code: MailboxFailureCode, detail: string): MailboxError =>
    new MailboxError(
      describeMailboxFault(
        { code, detail: redact.signIn(detail) },
        { protocol: 'imap', server: account.server, user: account.user },
      ),
    );
  if (!mayCarrySecret(account.server)) throw fail('plaintext-password', '');
  const client = newClient(account);
  const translate = (error: unknown): MailboxError => (error instanceof MailboxError ? error : fail(...faultOf(error)));
  // The library tells of a lost connection by this event as well as by what is under way: nobody else may have to hear it.
  client.on('error', () => undefined);
  const stop = (): void => client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect();
    return new ImapMailbox(client, translate);
  } catch (error) {
    client.close();
    throw signal.aborted ? error : translate(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function newClient({ server, user, credential, ca, timeouts }: MailboxAccount): ImapFlow {
  const { connectMs, replyMs }: MailboxTimeouts = { ...defaultMailboxTimeouts, ...timeouts };
  return new ImapFlow({
    host: asciiHost(server.host),
    port: server.port,
    secure: server.security === 'tls',
    // Never "if it is offered": who takes the offer away would get the password (RFC 8314, section 3).
    ...(server.security === 'tls' ? {} : { doSTARTTLS: server.security === 'starttls' }),
    tls: tlsOptions({ server, ...(ca === undefined ? {} : { ca }) }),
    auth:
      credential.kind === 'token' ? { user, accessToken: credential.accessToken } : { user, pass: credential.password },
    // Its log has whole commands; ours says what happened.
    logger: false,
    clientInfo: { name: 'Mailproof' },
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: connectMs,
    greetingTimeout: replyMs,
    socketTimeout: replyMs,
    // A server is a stranger: what it may make us hold in memory is a message, and lists of a large mailbox.
    maxLineLength: 4 * 1024 * 1024,
    maxLiteralSize: maxMessageBytes + 1024,
    maxResponseSize: maxMessageBytes + 4 * 1024 * 1024,
    maxResponseTokens: 200_000,
  });
}

class ImapMailbox implements Mailbox {
  readonly #client: ImapFlow;
  readonly #translate: (error: unknown) => MailboxError;
  /** How far each folder was searched: what comes later has higher numbers (RFC 9051, section 2.3.1.1). */
  readonly #searched = new Map<string, FolderState>();

  constructor(client: ImapFlow, translate: (error: unknown) => MailboxError) {
    this.#client = client;
    this.#translate = translate;
  }

  /** The inbox before anybody is asked what else there is: a large mailbox costs its server seconds each time it looks at it. */
  find(sought: SoughtMessage, signal: AbortSignal): Promise<FoundMessage | undefined> {
    return this.#do(signal, async () => {
      const inInbox = await this.#findIn(inbox, sought);
      if (inInbox !== undefined) return inInbox;
      for (const folder of await this.#otherFolders()) {
        signal.throwIfAborted();
        if (folder.state !== undefined && isSearched(folder.state, this.#searched.get(folder.place.path))) continue;
        const found = await this.#findIn(folder, sought);
        if (found !== undefined) return found;
      }
      return undefined;
    });
  }

  untilNews(waitMs: number, signal: AbortSignal): Promise<void> {
    return this.#do(signal, async () => {
      const hasIdle = this.#client.capabilities.has('IDLE');
      if (hasIdle) {
        const state = stateOf(await this.#client.mailboxOpen(inboxPath, { readOnly: true }));
        // It came while the other folders were looked through: nobody will tell of it again.
        if (state !== undefined && !isSearched(state, this.#searched.get(inboxPath))) return;
      }
      await new Promise<void>((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer);
          this.#client.off('exists', end);
          this.#client.off('close', end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, waitMs);
        this.#client.on('exists', end);
        this.#client.on('close', end);
        signal.addEventListener('abort', end, { once: true });
        // Ends by itself with the next command.
        if (hasIdle) this.#client.idle().catch(reject);
      });
    });
  }

  remove({ handle }: FoundMessage): Promise<void> {
    return this.#do(new AbortController().signal, async () => {
      const [uid = '', validity = '', ...path] = handle.split(' ');
      const mailbox = await this.#client.mailboxOpen(path.join(' '));
      if (String(mailbox.uidValidity) !== validity || !(await this.#client.messageDelete(uid, { uid: true }))) {
        throw new Error('The message is not there any more.');
      }
    });
  }

  close(): void {
    this.#client.close();
  }

  async #do<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    const stop = (): void => this.#client.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      return await run();
    } catch (error) {
      throw signal.aborted ? signal.reason : this.#translate(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Where else a message can arrive, the likeliest first; copies of what was sent and drafts are no arrival. */
  async #otherFolders(): Promise<readonly ListedFolder[]> {
    const listed = await this.#client.list({ statusQuery: { uidNext: true, uidValidity: true } });
    return listed
      .filter(
        ({ path, flags, specialUse }) =>
          !flags.has('\\Noselect') && !flags.has('\\NonExistent') && !isOwnCopy(specialUse) && !isInbox(path),
      )
      .slice(0, maxFolders)
      .map((entry) => ({
        place: placeOf(entry),
        isAllMail: entry.specialUse === '\\All',
        state: entry.status === undefined ? undefined : stateOf(entry.status),
      }))
      .sort((one, other) => rankOf(one) - rankOf(other));
  }

  async #findIn({ place, isAllMail }: Folder, sought: SoughtMessage): Promise<FoundMessage | undefined> {
    const mailbox = await this.#client.mailboxOpen(place.path, { readOnly: true });
    const state = stateOf(mailbox);
    const before = this.#searched.get(place.path);
    for (const range of mailbox.exists === 0 ? [] : rangesOf(state, before)) {
      for (const [name, value] of [
        ['Message-ID', sought.messageId],
        ['X-Mailproof-Id', sought.mailproofId],
      ] as const) {
        for (const uid of await this.#search({ isAllMail, range, name, value }, sought)) {
          const message = await this.#client.fetchOne(
            String(uid),
            { source: { maxLength: maxMessageBytes }, internalDate: true, size: true, labels: true },
            { uid: true },
          );
          const found = message === false ? undefined : foundIn(message, { place, isAllMail, sought });
          if (found !== undefined) return { ...found, handle: `${uid} ${String(mailbox.uidValidity)} ${place.path}` };
        }
      }
    }
    if (state !== undefined) this.#searched.set(place.path, state);
    return undefined;
  }

  /** The newest first. The date keeps servers without an index of headers from reading the whole mailbox. */
  async #search(
    { isAllMail, range, name, value }: Search,
    { sentAt, messageId }: SoughtMessage,
  ): Promise<readonly number[]> {
    const since = new Date(sentAt.getTime() - twoDaysMs);
    const isGmail = this.#client.capabilities.has('X-GM-EXT-1');
    const query =
      isGmail && isAllMail && name === 'Message-ID'
        ? { gmraw: `in:anywhere rfc822msgid:${messageId.slice(1, -1)}` }
        : { since, header: { [name]: value }, ...(range === undefined ? {} : { uid: range }) };
    const uids = await this.#client.search(query, { uid: true });
    return uids === false || uids === undefined ? [] : uids.sort((one, other) => other - one).slice(0, maxCandidates);
  }
}

/** The search looks for a part of a header, and a server may take it less exactly still. */
function foundIn(
  { source, size, internalDate, labels }: FetchMessageObject,
  { place, isAllMail, sought }: Folder & { readonly sought: SoughtMessage },
): Omit<FoundMessage, 'handle'> | undefined {
  if (source === undefined) return undefined;
  const matchedBy = matchOf(source, sought);
  // Everything that was sent is in Gmail's "All Mail" as well.
  const isOnlySent = isAllMail && labels?.has('\\Sent') === true && labels.size === 1;
  if (matchedBy === undefined || isOnlySent) return undefined;
  const arrivedAt = internalDate === undefined ? undefined : new Date(internalDate);
  return {
    folder: place,
    matchedBy,
    raw: source,
    sizeBytes: size ?? source.length,
    isCut: (size ?? 0) > source.length,
    ...(arrivedAt === undefined || Number.isNaN(arrivedAt.getTime()) ? {} : { arrivedAt }),
  };
}

interface Folder {
  readonly place: FolderPlace;
  /** It has everything, what was sent as well (`\\All` of RFC 6154). */
  readonly isAllMail: boolean;
}

interface ListedFolder extends Folder {
  /** undefined: the server does not tell, so that it is searched every time. */
  readonly state: FolderState | undefined;
}

interface FolderState {
  readonly validity: string;
  readonly nextUid: number;
}

interface Search {
  readonly isAllMail: boolean;
  /** Of UIDs; undefined: all. */
  readonly range: string | undefined;
  readonly name: string;
  readonly value: string;
}

/** Every server has it under this name (RFC 9051, section 5.1). */
const inboxPath = 'INBOX';
const inbox: Folder = { place: { path: inboxPath, kind: 'inbox' }, isAllMail: false };

function isInbox(path: string): boolean {
  return path.toUpperCase() === inboxPath;
}

function isSearched(state: FolderState, before: FolderState | undefined): boolean {
  return before?.validity === state.validity && before.nextUid === state.nextUid;
}

/**
 * What has come since the last look; at the first one the newest, where it almost always is, and only then everything: a server
 * may read the headers of all messages for that.
 */
function rangesOf(state: FolderState | undefined, before: FolderState | undefined): readonly (string | undefined)[] {
  if (state === undefined) return [undefined];
  if (before?.validity === state.validity) return before.nextUid === state.nextUid ? [] : [`${before.nextUid}:*`];
  return state.nextUid > newestCount + 1 ? [`${state.nextUid - newestCount}:*`, undefined] : [undefined];
}

function isOwnCopy(specialUse: string | undefined): boolean {
  return specialUse === '\\Sent' || specialUse === '\\Drafts';
}

function placeOf({ path, specialUse }: ListResponse): FolderPlace {
  switch (specialUse) {
    case '\\Junk':
      return { path, kind: 'junk' };
    case '\\All':
    case '\\Archive':
      return { path, kind: 'archive' };
    case '\\Trash':
      return { path, kind: 'trash' };
    default:
      return { path, kind: 'other' };
  }
}

function rankOf({ place, isAllMail }: Folder): number {
  // Copies of everything: a message in another folder as well is to be found in that one.
  return isAllMail ? 4 : ['junk', 'other', 'archive', 'trash'].indexOf(place.kind);
}

function stateOf({ uidNext, uidValidity }: StatusObject | MailboxObject): FolderState | undefined {
  if (uidNext === undefined || uidValidity === undefined) return undefined;
  return { validity: String(uidValidity), nextUid: uidNext };
}

function redactorOf({ user, credential }: MailboxAccount): Redactor {
  return createRedactor({
    user,
    secrets: [credential.kind === 'token' ? credential.accessToken : credential.password],
  });
}

/** The one place where the errors of imapflow are read. */
function faultOf(error: unknown): readonly [MailboxFailureCode, string] {
  const fields = new Map(Object.entries(error ?? {}));
  const text = (name: string): string => {
    const value: unknown = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const said = text('responseText') || text('response') || (error instanceof Error ? error.message : String(error));
  const code = codeOf(error);
  if (fields.get('authenticationFailed') === true) return [signInCode(text('serverResponseCode'), said), said];
  if (fields.get('tlsFailed') === true && code !== 'UPGRADE_TIMEOUT') {
    const system = codeOfSystemError(error);
    return [system ?? (/STARTTLS/i.test(said) ? 'starttls-not-offered' : 'tls-failed'), said];
  }
  switch (code) {
    case 'CONNECT_TIMEOUT':
      return ['connection-timeout', said];
    case 'GREETING_TIMEOUT':
    case 'UPGRADE_TIMEOUT':
    case 'ETIMEOUT':
      return ['timeout', said];
    case 'NoConnection':
    case 'EConnectionClosed':
    case 'ClosedAfterConnectText':
    case 'ClosedAfterConnectTLS':
    case 'StateLogout':
      return ['connection-lost', said];
    case 'InvalidResponse':
      return ['not-a-mailbox-server', said];
    default: {
      const system = codeOfSystemError(error);
      if (system !== undefined) return [system, said];
      return [text('responseStatus') === '' ? 'protocol' : 'mailbox-unavailable', said];
    }
  }
}

/** RFC 5530: what is not the user's fault, and passes. */
function signInCode(responseCode: string, said: string): MailboxFailureCode {
  if (/^(?:UNAVAILABLE|LIMIT|INUSE)$/i.test(responseCode)) return 'sign-in-temporary';
  return /unsupported authentication|no supported/i.test(said) ? 'sign-in-method' : 'sign-in-refused';
}

const twoDaysMs = 2 * 86_400_000;
/** A mailbox with more than that is searched where mail arrives, and in as many of the others as there is time for. */
const maxFolders = 300;
/** More test mails than anybody sends at once. */
const newestCount = 200;
/** Of one header in one folder: copies of one message. */
const maxCandidates = 5;
