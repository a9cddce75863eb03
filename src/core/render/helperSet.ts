import type Handlebars from 'handlebars';
import type { HelperEnvironment } from './projectHelpers.ts';
import type { StandIn } from './standIns/standIn.ts';

/** The helpers of one Handlebars run. */
export interface HelperSet {
  /** The project's own. They win over everything, as in its build. */
  readonly own: ReadonlyMap<string, OwnHelper>;
  readonly standIns: ReadonlyMap<string, StandIn>;
  readonly environments: readonly HelperEnvironment[];
  /** Why a stand-in answers and how to have the real helper, as the end of a sentence. */
  readonly reason: string;
  /** What to do about a helper that nobody knows, as the end of a sentence. */
  readonly advice: string;
  /** For "did you mean". */
  readonly knownNames: readonly string[];
}

export interface OwnHelper {
  readonly run: Handlebars.HelperDelegate;
  /** Absolute paths of the project's files that it may be written in. */
  readonly files: readonly string[];
  /** It may fail for what only the running project has: then a stand-in answers, where there is one. */
  readonly isIncomplete: boolean;
}

export const noHelpers: HelperSet = {
  own: new Map(),
  standIns: new Map(),
  environments: [],
  reason: '',
  advice: '',
  knownNames: [],
};
