import { renderJob } from '../../src/core/render/render.ts';
import type { HtmlPiece } from '../../src/core/render/renderResult.ts';
import { RenderMemory } from '../../src/core/renderMemory.ts';
import { corporaFolder } from '../support/corpora.ts';
import { memoryFileReader } from '../support/memoryFileReader.ts';
import { Random } from '../support/random.ts';
import { breakingEdits, commonEdits } from './incrementalEdits.ts';
import { editedProjects, pickProject, type EditedProject } from './incrementalProjects.ts';

/** Mails as one preview is shown them while somebody types: the numbers of the pieces of each, and the text of each number. */
export interface EditedMails {
  readonly name: string;
  readonly mails: readonly (readonly number[])[];
  readonly texts: Readonly<Record<number, string>>;
}

const editsInARow = 24;
const root = '/project';

/** Random edits of many templates, one after the other in the same preview. */
export async function editedMails(count = 800, seed = 5): Promise<readonly EditedMails[]> {
  const projects = editedProjects(corporaFolder);
  const random = new Random(seed);
  const memory = new RenderMemory();
  const rows: EditedMails[] = [];
  for (let row = 0; row * editsInARow < count; row++)
    rows.push(await typeIn(pickProject(projects, random), random, memory));
  return rows;
}

async function typeIn(project: EditedProject, random: Random, memory: RenderMemory): Promise<EditedMails> {
  const files: Record<string, string> = { ...project.files };
  const template = random.pick(project.templates);
  const engine = random.pick(project.engines);
  const mails: (readonly number[])[] = [];
  const texts: Record<number, string> = {};
  let whole = 0;
  for (let edit = 0; edit < editsInARow; edit++) {
    const overrides = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]));
    const request = {
      path: `${root}/${template}`,
      root,
      engine,
      overrides: {},
      wantsMarks: true,
      wantsText: false,
    } as const;
    const { html, marked, pieces } = await renderJob({ request, files: memoryFileReader(overrides), memory });
    const shown = marked ?? (html === undefined ? undefined : { html, pieces });
    if (shown !== undefined) {
      const list: readonly HtmlPiece[] = shown.pieces ?? [{ id: --whole, html: shown.html }];
      for (const piece of list) texts[piece.id] = piece.html;
      mails.push(list.map((piece) => piece.id));
    }
    const isBreaking = random.below(8) === 0;
    const before = files[template] ?? '';
    // A broken template is mended again by the next edit but one, mostly.
    files[template] = random.pick(isBreaking ? breakingEdits : commonEdits)(before, random);
    if (files[template].length > 3 * (project.files[template] ?? '').length + 20_000)
      files[template] = project.files[template] ?? '';
  }
  return { name: `${project.name}: ${template}`, mails, texts };
}
