import type { ProjectCode } from '../core/render/projectCode.ts';
import { loadValue } from './projectData.ts';
import { loadHelpers } from './projectHelpers.ts';
import { loadProjectMjml } from './projectMjml.ts';

/** Runs code of the project in this process, which somebody else ends when that code does not. */
export const projectCode: ProjectCode = { loadHelpers, loadValue, loadMjml: loadProjectMjml };
