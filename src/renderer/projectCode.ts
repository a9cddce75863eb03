import type { ProjectCode } from '../core/render/projectCode.ts';
import { loadHelpers } from './projectHelpers.ts';

/** Runs code of the project in this process, which is one that may be killed. */
export const projectCode: ProjectCode = {
  loadHelpers,
  loadMjml: () => Promise.resolve({ kind: 'failed', message: 'The MJML of the project cannot be used' }),
};
