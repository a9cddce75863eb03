import type { LineLog } from './lineLog.ts';
import { forEach, startBytes, type MessageFiles } from './messageFiles.ts';
import { readContent } from './messageText.ts';
import type { StoredMessage } from './messageWriter.ts';
import { Turns } from './turns.ts';
import { distinctWords, folded, type SearchQuery, type SearchTerm } from './searchText.ts';

export interface SearchPlace {
  readonly messages: readonly StoredMessage[];
  readonly files: MessageFiles;
  readonly words: LineLog;
  readonly signal?: AbortSignal | undefined;
}

/** First what the list knows, then the words of those that are still in question, then, for phrases, the messages. */
export async function searchMessages(query: SearchQuery, place: SearchPlace): Promise<ReadonlySet<string>> {
  const hits = new Set<string>();
  const open = new Map<string, readonly SearchTerm[]>();
  const turns = new Turns();
  for (const message of place.messages) {
    if (turns.isOver) {
      await turns.next();
      if (place.signal?.aborted === true) return hits;
    }
    const left = leftOf(query, message);
    if (left?.length === 0) hits.add(message.id);
    else if (left !== undefined) open.set(message.id, left);
  }
  for (const id of await meetingInBody(open, place)) hits.add(id);
  return hits;
}

/** The terms that only the body can meet; undefined: the message does not meet the query. */
function leftOf(query: SearchQuery, message: StoredMessage): readonly SearchTerm[] | undefined {
  const { isUnread, isFlagged, hasAttachments } = query;
  if (isUnread !== undefined && isUnread === message.isSeen) return undefined;
  if (isFlagged === true && !message.isFlagged) return undefined;
  if (hasAttachments === true && !message.hasAttachments) return undefined;
  if (query.terms.length === 0) return [];
  const headers = foldedHeaders(message);
  const left: SearchTerm[] = [];
  for (const term of query.terms) {
    switch (term.field) {
      case 'from':
      case 'to':
      case 'subject':
        if (!headers[term.field].includes(term.text)) return undefined;
        break;
      case 'body':
        left.push(term);
        break;
      case 'any':
        if (![headers.from, headers.to, headers.subject].some((text) => text.includes(term.text))) left.push(term);
    }
  }
  return left;
}

async function meetingInBody(
  open: ReadonlyMap<string, readonly SearchTerm[]>,
  { files, words, signal }: SearchPlace,
): Promise<readonly string[]> {
  if (open.size === 0) return [];
  const needles = new Map<string, Buffer>();
  const needleOf = (word: string): Buffer => {
    const known = needles.get(word) ?? Buffer.from(word);
    needles.set(word, known);
    return known;
  };
  const looked = new Set<string>();
  const hits: string[] = [];
  const phrases: string[] = [];
  const decide = (id: string, line: Buffer): void => {
    const terms = open.get(id);
    if (terms === undefined || looked.has(id)) return;
    looked.add(id);
    if (!terms.every((term) => term.text.split(' ').every((word) => line.includes(needleOf(word))))) return;
    if (terms.some((term) => term.text.includes(' '))) phrases.push(id);
    else hits.push(id);
  };
  if (signal?.aborted !== true) await words.forEachLine(decide);
  const unknown = [...open.keys()].filter((id) => !looked.has(id));
  await forEach(unknown, async (id) => {
    if (signal?.aborted === true) return;
    const text = await textOf(files, id);
    if (text === undefined) return;
    const found = distinctWords(text);
    words.append(id, found);
    decide(id, Buffer.from(found));
  });
  await words.flush();
  await forEach(phrases, async (id) => {
    if (signal?.aborted === true) return;
    const text = folded((await textOf(files, id)) ?? '');
    if ((open.get(id) ?? []).every((term) => text.includes(term.text))) hits.push(id);
  });
  return hits;
}

/** undefined: it has been deleted meanwhile. */
async function textOf(files: MessageFiles, id: string): Promise<string | undefined> {
  try {
    return readContent((await files.readStart(id, startBytes)).start).text;
  } catch {
    return undefined;
  }
}

interface FoldedHeaders {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

function foldedHeaders(message: StoredMessage): FoldedHeaders {
  // By the envelope: marking a message makes another object of it, with the same envelope.
  const known = foldedOf.get(message.envelope);
  if (known !== undefined) return known;
  const made = {
    from: folded(`${message.from} ${message.fromAddress} ${message.envelope.from}`),
    to: folded(`${message.to} ${message.envelope.to.join(' ')}`),
    subject: folded(message.subject),
  };
  foldedOf.set(message.envelope, made);
  return made;
}

const foldedOf = new WeakMap<object, FoldedHeaders>();
