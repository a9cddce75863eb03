import type { MessageView } from '../core/inbox/messageView.ts';
import type { PartContent } from '../core/inbox/readPart.ts';
import type { RenderRequest } from '../core/render/renderResult.ts';
import { isSentHtml, type SentResult } from './sentResult.ts';
import { isSentTables } from './sentTables.ts';

/**
 * The wire between the extension host and the render process. The render process runs strangers' templates and parses
 * strangers' messages, so it is the less trusted side: `parseFromRenderer` checks the frame of what it says.
 */
export type ToRenderer = RendererJob | EndRenderer;

/** Answered by one message with its id. */
export type RendererJob =
  | {
      readonly type: 'render';
      readonly id: number;
      readonly request: RenderRequest;
      /** Numbers of the pieces of html that the sender has from earlier results of the same process. */
      readonly held?: readonly number[];
    }
  | { readonly type: 'parseMessage'; readonly id: number; readonly source: MessageSource; readonly isLocal: boolean }
  | {
      readonly type: 'readPart';
      readonly id: number;
      readonly source: MessageSource;
      readonly index: number;
      /** In UTF-8, if it is a text. */
      readonly asText: boolean;
    };

/** A file on disk, which the process reads itself, or what somebody read elsewhere. */
export type MessageSource = { readonly file: string } | { readonly bytes: Uint8Array };

/** There will be no further job: end when all is answered, and compiled code is kept for the next process. */
interface EndRenderer {
  readonly type: 'end';
}

export type FromRenderer =
  | ProgressOfRenderer
  | { readonly type: 'rendered'; readonly id: number; readonly result: SentResult }
  | { readonly type: 'parsedMessage'; readonly id: number; readonly view: MessageView }
  /** Without a part: the message has none of that number. */
  | { readonly type: 'part'; readonly id: number; readonly part?: PartContent }
  /** A bug or an unreadable file, in words; a template's mistake is a problem in the result instead. */
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };

/** Where the process is, so that whoever waits for it knows how long it makes sense to wait. */
export type ProgressOfRenderer =
  | { readonly type: 'ready' }
  /** It does what makes later renders and starts faster, once in its life, and answers when it is `prepared`. */
  | { readonly type: 'preparing' | 'prepared' }
  | { readonly type: 'begun'; readonly id: number }
  /** Code of the project is loaded for this job, and is there (or has failed). */
  | { readonly type: 'loading' | 'loaded'; readonly id: number };

/** What a job has as its result. */
export type AnswerOfRenderer = Exclude<FromRenderer, ProgressOfRenderer>;

export function parseFromRenderer(value: unknown): FromRenderer | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  if (value.type === 'ready' || value.type === 'preparing' || value.type === 'prepared') return { type: value.type };
  if (!('id' in value) || typeof value.id !== 'number') return undefined;
  switch (value.type) {
    case 'begun':
    case 'loading':
    case 'loaded':
      return { type: value.type, id: value.id };
    case 'rendered':
      return 'result' in value && isResult(value.result)
        ? { type: 'rendered', id: value.id, result: value.result }
        : { type: 'failed', id: value.id, reason: 'answered with something that is no result' };
    case 'parsedMessage':
      return 'view' in value && isObject(value.view)
        ? { type: 'parsedMessage', id: value.id, view: value.view as unknown as MessageView }
        : undefined;
    case 'part': {
      const part = 'part' in value ? value.part : undefined;
      if (part === undefined) return { type: 'part', id: value.id };
      return isPart(part) ? { type: 'part', id: value.id, part } : undefined;
    }
    case 'failed':
      return 'reason' in value && typeof value.reason === 'string'
        ? { type: 'failed', id: value.id, reason: value.reason }
        : undefined;
    default:
      return undefined;
  }
}

/**
 * Whether it has the shape that its readers count on. Usually our own render() built it; code of a trusted project in the same
 * process can say anything. Texts are escaped where they are shown.
 */
function isResult(value: unknown): value is SentResult {
  return (
    isObject(value) &&
    ['text', 'subject', 'preheader', 'engine', 'engineReason'].every((name) => typeof value[name] === 'string') &&
    (value['html'] === undefined || isSentHtml(value['html'])) &&
    (value['marked'] === undefined || isMarkedHtml(value['marked'])) &&
    ['from', 'mjmlVersion', 'templateLanguage'].every((name) => ['string', 'undefined'].includes(typeof value[name])) &&
    isListOf(value['problems'], isProblem) &&
    isListOf(value['dependencies'], (each) => typeof each === 'string') &&
    isListOf(value['dataSets'], isDataSet) &&
    (value['dataSet'] === undefined || isDataSet(value['dataSet']))
  );
}

function isPart(value: unknown): value is PartContent {
  return (
    isObject(value) &&
    value['content'] instanceof Uint8Array &&
    typeof value['fileName'] === 'string' &&
    typeof value['type'] === 'string' &&
    typeof value['isDangerous'] === 'boolean'
  );
}

function isMarkedHtml(value: unknown): boolean {
  return (
    isObject(value) && typeof value['level'] === 'string' && isSentHtml(value['html']) && isSentTables(value['tables'])
  );
}

function isProblem(value: unknown): boolean {
  return (
    isObject(value) &&
    ['file', 'severity', 'code', 'message'].every((name) => typeof value[name] === 'string') &&
    isPosition(value['start']) &&
    isPosition(value['end'])
  );
}

function isPosition(value: unknown): boolean {
  return isObject(value) && Number.isInteger(value['line']) && Number.isInteger(value['character']);
}

function isDataSet(value: unknown): boolean {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['file'] === 'string';
}

function isListOf(value: unknown, isElement: (element: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isElement);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
