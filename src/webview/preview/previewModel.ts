import type { PreviewProblem, PreviewState } from '../../protocol/preview.ts';

/** What the page knows: the newest state, and the newest one that had a mail to show. */
export interface PreviewModel {
  readonly newest?: PreviewState;
  readonly lastGood?: GoodState;
}

export type GoodState = PreviewState & Required<Pick<PreviewState, 'mail'>>;

/** What the page has room for: exactly one of these. */
export type PreviewStage =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'mail'; readonly mail: GoodState }
  /** The template is broken now: the last good mail, dimmed, under what is wrong. */
  | { readonly kind: 'stale'; readonly mail: GoodState; readonly problem: PreviewProblem | undefined }
  | { readonly kind: 'failed' };

/** The model with a state taken in, or the same model when the state is older than what is shown. */
export function takeState(model: PreviewModel, state: PreviewState): PreviewModel {
  if (model.newest !== undefined && state.revision < model.newest.revision) return model;
  if (hasMail(state)) return { newest: state, lastGood: state };
  // The mail of another template under this one's name would be a lie.
  return model.lastGood?.template !== state.template ? { newest: state } : { newest: state, lastGood: model.lastGood };
}

export function stageOf({ newest, lastGood }: PreviewModel): PreviewStage {
  if (newest === undefined) return { kind: 'waiting' };
  if (hasMail(newest)) return { kind: 'mail', mail: newest };
  if (lastGood === undefined) return { kind: 'failed' };
  return { kind: 'stale', mail: lastGood, problem: firstProblem(newest.problems) };
}

/** The one to mend first: the first error, because what stands before it is only a warning. */
export function firstProblem(problems: readonly PreviewProblem[]): PreviewProblem | undefined {
  return problems.find((problem) => problem.severity === 'error') ?? problems[0];
}

function hasMail(state: PreviewState): state is GoodState {
  return state.mail !== undefined;
}
