// @ts-check
import path from 'node:path';
import { previewRequest, writeProject } from './ourRender.mjs';
import { writeMail } from './templates.mjs';
import { typists } from './typing.mjs';

/**
 * A mail on the disk, and a preview of it that remembers.
 *
 * @param {import('./ourRender.mjs').OurRender} our
 * @param {import('./templates.mjs').MailOptions & { folder: string, wantsMarks: boolean }} options `folder`: made here
 */
export function openPreview(our, { folder, wantsMarks, ...options }) {
  const mail = writeMail(options);
  const project = path.resolve(folder);
  writeProject(project, mail);
  const typist = typists.character(mail);
  const memory = our.newMemory();
  return {
    lines: mail.files[mail.template]?.split('\n').length ?? 0,
    /** The request of the next key. */
    press: () => previewRequest(project, mail, typist.press(), { wantsMarks }),
    /** @param {import('./ourRender.mjs').RenderRequest} request */
    render: (request) => our.render(request, memory),
  };
}
