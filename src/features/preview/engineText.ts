import * as vscode from 'vscode';
import type { Engine, RenderResult } from '../../core/render/renderResult.ts';

export function engineName(engine: Engine | 'auto'): string {
  switch (engine) {
    case 'auto':
      return vscode.l10n.t('Automatic');
    case 'handlebars-mjml':
      return vscode.l10n.t('Handlebars, then MJML');
    case 'mjml-handlebars':
      return vscode.l10n.t('MJML, then Handlebars');
    case 'mjml':
      return vscode.l10n.t('MJML only');
    case 'handlebars':
      return vscode.l10n.t('Handlebars only');
    case 'html':
      return vscode.l10n.t('HTML as it is');
  }
}

/** What rendered a mail, in which order and why: a line each. */
export function explainEngine(result: RenderResult): readonly string[] {
  return [result.engineReason, languageLine(result), mjmlLine(result)].filter((line) => line !== '');
}

function languageLine({ templateLanguage }: RenderResult): string {
  return templateLanguage === undefined ? '' : vscode.l10n.t('The tags of {0} are left as they are.', templateLanguage);
}

function mjmlLine({ engine, mjmlVersion, mjmlSource }: RenderResult): string {
  if (mjmlVersion === undefined || engine === 'handlebars' || engine === 'html') return '';
  return mjmlSource === 'workspace'
    ? vscode.l10n.t("Rendered by the project's own MJML {0}.", mjmlVersion)
    : vscode.l10n.t('Rendered by the bundled MJML {0}.', mjmlVersion);
}
