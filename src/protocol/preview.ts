import type { DataSetName, Engine, HtmlPiece, Problem, Severity } from '../core/render/renderResult.ts';
import type { MailState } from '../core/mail/mailState.ts';
import { parseFromMailFrame, type FromMailFrame } from './mailFrame.ts';
import { parseFromPreviewSource, type FromPreviewSource, type ToPreviewSource } from './previewSource.ts';
import type { SentPieces } from './shownPieces.ts';

/** What the extension tells the preview page. */
export type ToPreview =
  | ToPreviewSource
  | { readonly type: 'show'; readonly state: SentState }
  // Ways to see
  | { readonly type: 'showDevices'; readonly devices: readonly PreviewDevice[] }
  /** A render takes longer than a moment: show that something is happening. */
  | { readonly type: 'busy' }
  // Which preview this is (previewPanel.ts)
  /** Kept by the page, so that the preview can come back after the window was reloaded, even one that never rendered. */
  | {
      readonly type: 'identity';
      readonly template: string;
      readonly isLocked: boolean;
      /** The page is about to be made anew for another mail: what it keeps is that mail's already. */
      readonly isAnother?: true;
    }
  /** The template is not there any more. Whatever is shown next is a `show` of a file that came back. */
  | { readonly type: 'gone'; readonly templateName: string }
  /** What was counted of the newest mail, a moment after it was shown. */
  | { readonly type: 'mailState'; readonly state: ShownMailState }
  // All data sets at a glance (dataGrid.ts)
  | { readonly type: 'gridCell'; readonly cell: GridCell }
  // Values without data (dataMissing.ts)
  /** The answer to `findMissing`. */
  | {
      readonly type: 'missingMarks';
      readonly revision: number;
      readonly index: number;
      readonly marks: readonly string[];
    };

/** The mail with one of its data sets. */
export interface GridCell {
  readonly dataSet: string;
  /** Absent where there is none to show. */
  readonly html?: string;
  /** The render process gave nothing, for this set or one before it. */
  readonly isStopped: boolean;
  readonly problemCount: number;
  /** Of the worst problem. */
  readonly severity?: Severity;
}

/** More sets are not rendered all together: their number is said instead. */
export const maxGridSets = 24;

/** A width that the toolbar offers. */
export interface PreviewDevice {
  readonly name: string;
  readonly widthPx: number;
}

/** A state as it travels: of the mail only what the page does not have yet. */
export type SentState = Omit<PreviewState, 'mail'> & { readonly mail?: SentPieces };

/** What the page says of a mail beside how it looks. */
export interface ShownMailState extends Omit<MailState, 'localImages'> {
  readonly localImageCount: number;
  /** Of those that could be read. */
  readonly localImageBytes: number;
  readonly missingImageCount: number;
}

export interface PreviewState {
  /** Grows with each render; the page drops anything older than what it shows. */
  readonly revision: number;
  /** URI of the template: the page keeps it so that the preview can come back after the window is reloaded. */
  readonly template: string;
  /** File name of the template, for people. */
  readonly templateName: string;
  /**
   * The html of the mail, with marks, in pieces. Absent when this render gave none: the page keeps the last one, dimmed, and shows
   * the problems.
   */
  readonly mail?: readonly HtmlPiece[];
  /** Prefix for relative image addresses, with a slash at the end: the template's folder as a webview URI. */
  readonly baseUrl: string;
  /**
   * The folder that image addresses may reach with `..` or a leading slash, as a webview URI with a slash at the end; a parent of
   * `baseUrl` and one of the webview's resource roots. Absent: images outside of the template's folder are not shown.
   */
  readonly rootUrl?: string;
  readonly subject: string;
  readonly preheader: string;
  /** Who it is from, as the project says; absent where it says nothing. */
  readonly from?: string;
  /** Absent where it was not asked for, because its tab is not shown. */
  readonly text?: string;
  /** Bytes of the html without marks in UTF-8, against Gmail's clip at 102 KB. */
  readonly htmlBytes: number;
  readonly engine: Engine;
  readonly engineReason: string;
  readonly dataSets: readonly DataSetName[];
  readonly dataSet?: DataSetName;
  /** The values were made up from what the template asks for. */
  readonly isSampleData: boolean;
  readonly problems: readonly PreviewProblem[];
  /** Whether remote images are allowed in this preview. */
  readonly remoteImages: boolean;
  /** The render process gave nothing, so nothing of this state but `problems` says how the mail is. */
  readonly stopped?: PreviewStop;
}

/** Why the render process gave nothing, and what a person may do about it. The next edit renders again, and so does `retry`. */
export interface PreviewStop {
  readonly cause: StopCause;
  /** A sentence for people, in their language. */
  readonly message: string;
}

/** Stopped at its deadline; ended by itself or by somebody; or it could not do what it was asked. */
export type StopCause = 'deadline' | 'death' | 'bug';

export interface PreviewProblem extends Pick<Problem, 'severity' | 'code' | 'message' | 'start' | 'expression'> {
  /** File name relative to the workspace, for people. */
  readonly fileName: string;
  /** Index into the host's list: what `goToProblem` sends back. */
  readonly index: number;
}

export const previewTabs = ['rendered', 'inbox', 'text', 'html', 'message'] as const;

export type PreviewTab = (typeof previewTabs)[number];

/** What is done with the rendered mail, in an editor or in a file. */
export const mailOutputs = ['openHtml', 'openMessage', 'copyHtml', 'exportHtml', 'exportText', 'exportEml'] as const;

export type MailOutput = (typeof mailOutputs)[number];

/** What is asked of a problem: to show it; of a value that is missing, to add it to the data, or where in the mail it belongs. */
type ProblemRequest = 'goToProblem' | 'addMissing' | 'findMissing';

/** What the preview page tells the extension. The page shows foreign html, so each message is parsed. */
export type FromPreview =
  | FromMailFrame
  | FromPreviewSource
  | { readonly type: 'ready' }
  /** The first mail of this page is on the screen. */
  | { readonly type: 'drawn' }
  /** Pieces of the mail are missing: what was sent last has to come again, whole. */
  | { readonly type: 'lacksPieces' }
  | { readonly type: ProblemRequest; readonly revision: number; readonly index: number }
  /** Without a name: let the user choose in a list. */
  | { readonly type: 'selectDataSet'; readonly name?: string }
  | { readonly type: 'selectEngine' }
  /** From now on; a new page shows `rendered`. */
  | { readonly type: 'showTab'; readonly tab: PreviewTab }
  | { readonly type: 'send' }
  | { readonly type: 'editData' }
  /** Render once more what was stopped. */
  | { readonly type: 'retry' }
  /** Whether the mail is to be rendered with each data set, from now on; a new page shows one mail. */
  | { readonly type: 'showGrid'; readonly isShown: boolean }
  /** A data URL of a PNG; empty where the mail could not be drawn as it is. */
  | {
      readonly type: 'savePicture';
      readonly url: string;
      readonly widthPx: number;
      /** Images from the network, which no page may read. */
      readonly missingImageCount: number;
    }
  | { readonly type: MailOutput };

/** undefined: not a message of ours; the caller logs and drops it. */
export function parseFromPreview(value: unknown): FromPreview | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  switch (value.type) {
    case 'ready':
    case 'drawn':
    case 'lacksPieces':
    case 'selectEngine':
    case 'send':
    case 'editData':
    case 'retry':
      return { type: value.type };
    case 'goToProblem':
    case 'addMissing':
    case 'findMissing':
      return 'index' in value &&
        Number.isSafeInteger(value.index) &&
        'revision' in value &&
        Number.isSafeInteger(value.revision)
        ? { type: value.type, revision: Number(value.revision), index: Number(value.index) }
        : undefined;
    case 'selectDataSet':
      if (!('name' in value) || value.name === undefined) return { type: 'selectDataSet' };
      return typeof value.name === 'string' ? { type: 'selectDataSet', name: value.name } : undefined;
    case 'showTab': {
      const tab = 'tab' in value ? previewTabs.find((known) => known === value.tab) : undefined;
      return tab === undefined ? undefined : { type: 'showTab', tab };
    }
    case 'savePicture':
      return parsePicture(value);
    case 'showGrid':
      return 'isShown' in value && typeof value.isShown === 'boolean'
        ? { type: 'showGrid', isShown: value.isShown }
        : undefined;
    default: {
      const output = mailOutputs.find((known) => known === value.type);
      if (output !== undefined) return { type: output };
      return parseFromPreviewSource(value) ?? parseFromMailFrame(value);
    }
  }
}

function parsePicture(value: object): FromPreview | undefined {
  const given = new Map<string, unknown>(Object.entries(value));
  const url = given.get('url');
  const [widthPx, missingImageCount] = ['widthPx', 'missingImageCount'].map((name) => Number(given.get(name)));
  const isPicture =
    typeof url === 'string' && url.length <= maxPictureLength && /^(data:image\/png;base64,.*)?$/.test(url);
  if (!isPicture || !Number.isSafeInteger(widthPx) || !Number.isSafeInteger(missingImageCount)) return undefined;
  return { type: 'savePicture', url, widthPx: widthPx ?? 0, missingImageCount: missingImageCount ?? 0 };
}

/** Far more than the largest canvas of a mail comes to. */
const maxPictureLength = 256 * 1024 * 1024;
