import type { FetchMessageObject, ImapFlow, ListResponse, MailboxObject, StatusObject } from 'imapflow';
import { ImapSession, isRefusal } from './imapSession.ts';
import type { FolderPlace, FoundMessage, Mailbox, MailboxAccount, SoughtMessage } from './mailbox.ts';
import { maxMessageBytes } from './mailbox.ts';
import { MailboxFault } from './mailboxFailure.ts';
import { matchOf } from './soughtHeaders.ts';

/** Signs in. Throws `MailboxError`, before anything connects where the password would travel in clear. */
export async function openImapMailbox(account: MailboxAccount, signal: AbortSignal): Promise<Mailbox> {
  return new ImapMailbox(await ImapSession.open(account, signal));
}

class ImapMailbox implements Mailbox {
  readonly #session: ImapSession;
  /** How far each folder was searched: what comes later has higher numbers (RFC 9051, section 2.3.1.1). */
  readonly #searched = new Map<string, FolderState>();

  constructor(session: ImapSession) {
    this.#session = session;
  }

  get #client(): ImapFlow {
    return this.#session.client;
  }

  /** The inbox before anybody is asked what else there is: a large mailbox costs its server seconds each time it looks at it. */
  find(sought: SoughtMessage, signal: AbortSignal): Promise<FoundMessage | undefined> {
    return this.#session.run(signal, async () => {
      const inInbox = await this.#findIn(inbox, sought);
      if (inInbox !== undefined) return inInbox;
      for (const folder of await this.#otherFolders()) {
        signal.throwIfAborted();
        if (folder.state !== undefined && isSearched(folder.state, this.#searched.get(folder.place.path))) continue;
        const found = await this.#findIn(folder, sought).catch((error: unknown) => this.#passOver(folder, error));
        if (found !== undefined) return found;
      }
      return undefined;
    });
  }

  untilNews(waitMs: number, signal: AbortSignal): Promise<void> {
    return this.#session.run(signal, async () => {
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
    return this.#session.run(new AbortController().signal, async () => {
      const [uid = '', validity = '', ...path] = handle.split(' ');
      const mailbox = await this.#client.mailboxOpen(path.join(' '));
      await this.#mayExpunge();
      if (String(mailbox.uidValidity) !== validity || !(await this.#client.messageDelete(uid, { uid: true }))) {
        throw new Error('The message is not there any more.');
      }
    });
  }

  close(): void {
    this.#session.close();
  }

  /** Without UIDPLUS a server removes with one message all that are marked as deleted (RFC 9051, section 6.4.3). */
  async #mayExpunge(): Promise<void> {
    if (this.#client.capabilities.has('UIDPLUS')) return;
    const marked = await this.#client.search({ deleted: true }, { uid: true });
    if (marked === undefined || marked === false || marked.length > 0) {
      throw new MailboxFault('removes-others', '');
    }
  }

  /**
   * A folder of somebody else's that may be seen and not opened is no reason to look nowhere; the next look leaves it out. One that
   * cannot be searched at the moment is searched again.
   */
  #passOver({ place, state }: ListedFolder, error: unknown): undefined {
    if (error instanceof MailboxFault && error.code === 'mailbox-unavailable') return;
    if (!isRefusal(error)) throw error;
    if (state !== undefined) this.#searched.set(place.path, state);
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
          this.#session.expectMessage();
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
    // Not found is something else than not looked for.
    if (uids === false || uids === undefined)
      throw new MailboxFault(this.#client.usable ? 'mailbox-unavailable' : 'connection-lost', 'SEARCH');
    return uids.sort((one, other) => other - one).slice(0, maxCandidates);
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

const twoDaysMs = 2 * 86_400_000;
/** A mailbox with more than that is searched where mail arrives, and in as many of the others as there is time for. */
const maxFolders = 300;
/** More test mails than anybody sends at once. */
const newestCount = 200;
/** Of one header in one folder: copies of one message. */
const maxCandidates = 5;
