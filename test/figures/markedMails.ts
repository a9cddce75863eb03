import path from 'node:path';
import { markAttribute, markText } from '../../src/core/sourceMap/marks.ts';
import { SourceMap } from '../../src/core/sourceMap/sourceMap.ts';
import { render } from '../../src/core/render/render.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { corporaFolder } from '../support/corpora.ts';
import { realTemplates } from '../support/templates.ts';
import { tortureTemplates } from './sourceMap.ts';
import { isHolder, readTexts } from './sourceMapOracle.ts';

/** A mail with and without marks, for a browser to compare. */
export interface MarkedMail {
  readonly name: string;
  readonly plain: string;
  readonly marked: string;
  readonly attribute: string;
  /** The marks of what holds the whole mail. */
  readonly holders: readonly string[];
}

export async function markedMails(): Promise<readonly MarkedMail[]> {
  const mails: MarkedMail[] = [];
  for (const file of [...tortureTemplates, ...realTemplates(corporaFolder)]) {
    const request = { path: file, root: path.dirname(file), engine: 'auto', overrides: {}, wantsMarks: true } as const;
    const { html: plain, marked, dependencies } = await render(request, diskFileReader(request));
    if (plain === undefined) continue;
    const html = marked?.html ?? plain;
    const tables = marked?.tables ?? { files: [], segments: [], contexts: [] };
    const texts = readTexts(dependencies);
    const map = new SourceMap({ html, tables, textOf: (each) => texts.get(each) });
    const holders = map.marks.filter(({ mark }) => {
      const place = map.placeOf(mark);
      return isHolder(texts.get(place?.file ?? '')?.slice(place?.start, place?.end) ?? '');
    });
    // A part of a mail is shown in a frame that no file has; it is seen in the mails that have it.
    if (holders.length === 0 && marked !== undefined) continue;
    mails.push({
      name: path.basename(file),
      plain,
      marked: html,
      attribute: markAttribute,
      holders: [...new Set(holders.map(({ mark }) => markText(mark)))],
    });
  }
  return mails;
}
