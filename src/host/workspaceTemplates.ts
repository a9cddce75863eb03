import * as vscode from 'vscode';
import { diskFileReader } from '../core/template/diskFileReader.ts';
import { projectFileName } from '../core/template/projectFile.ts';
import { SourceFiles } from '../core/template/sourceFiles.ts';
import { isTemplateEntry } from '../core/template/templateEntry.ts';
import { projectRoot } from './templateRenderer.ts';

/** The mails of the workspace, by path; pieces of mails are none. */
export async function findTemplates(): Promise<vscode.Uri[]> {
  const found = await findCandidates();
  const isMail = mailJudge();
  const areMails = await Promise.all(found.map(isMail));
  return found
    .filter((_uri, index) => areMails[index] === true)
    .sort((first, second) => first.fsPath.localeCompare(second.fsPath));
}

/** Plain html is looked at where mails are, or where `mailproof.json` says what is a template: the rest is pages. */
async function findCandidates(): Promise<readonly vscode.Uri[]> {
  const projects = await vscode.workspace.findFiles(`**/${projectFileName}`, ignoredFolders, maxProjects);
  const listings = await Promise.all([
    vscode.workspace.findFiles(templateFiles, ignoredFolders, maxTemplates),
    vscode.workspace.findFiles(htmlInMailFolders, ignoredFolders, maxTemplates),
    ...projects.map((project) =>
      vscode.workspace.findFiles(
        new vscode.RelativePattern(vscode.Uri.joinPath(project, '..'), '**/*.{html,htm}'),
        ignoredFolders,
        maxTemplates,
      ),
    ),
  ]);
  return [...new Map(listings.flat().map((uri) => [uri.toString(), uri])).values()];
}

/** All files of one search share what was read, `mailproof.json` above all. */
function mailJudge(): (file: vscode.Uri) => Promise<boolean> {
  const filesByRoot = new Map<string, SourceFiles>();
  return async (file) => {
    const root = projectRoot(file);
    const files = filesByRoot.get(root) ?? new SourceFiles(diskFileReader({ root }));
    filesByRoot.set(root, files);
    return isTemplateEntry(file.fsPath, root, files);
  };
}

const templateFiles = '**/*.{mjml,mjml.*,hbs,handlebars,hjs,mustache}';
const htmlInMailFolders =
  '**/{email,emails,e-mail,e-mails,mail,mails,mailer,mailers,mailing,mailings,newsletter,newsletters}{,-templates}/**/*.{html,htm,ejs,erb,njk,liquid,twig,tpl}';
const ignoredFolders = '{**/node_modules/**,**/dist/**,**/.git/**,**/vendor/**}';
const maxProjects = 20;
/** Beyond this the view is no longer a list that people read. */
const maxTemplates = 2000;
