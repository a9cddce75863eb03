import type { PageTexts } from './pageTexts.ts';

export interface WebviewShell {
  /** `webview.cspSource`: where the page may load its own style, font and local images from. */
  readonly cspSource: string;
  /** Fresh and random for every html that is set. */
  readonly nonce: string;
  /** Code and style of the page, fonts included. They are part of the html: fetching them costs a page in a remote window two journeys. */
  readonly script: string;
  readonly style: string;
  readonly title: string;
  /** Whether images may be loaded from the network. Changing it means setting the html again. */
  readonly remoteImages: boolean;
  /** `vscode.env.language`, for screen readers and for dates. */
  readonly language: string;
  /** Translations of the page's texts, by the English ones, which are in the page. */
  readonly texts?: PageTexts;
}

/** The html of one of our pages. Mail is never part of it: it arrives as a message and goes into a frame without scripts. */
export function webviewShell(shell: WebviewShell): string {
  // The frame of a mail inherits this policy, so it is also what keeps a mail from loading anything.
  // `frame-src 'none'` does not concern about:blank, which loads nothing.
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${shell.nonce}'`,
    `style-src ${shell.cspSource} 'unsafe-inline'`,
    `img-src ${shell.cspSource} data: blob:${shell.remoteImages ? ' https: http:' : ''}`,
    // Files reach the mail as blobs that the page loads: VS Code does not serve them to a frame inside it.
    `connect-src ${shell.cspSource}`,
    `font-src ${shell.cspSource} data:`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-src 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(shell.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(shell.title)}</title>
<style>${inlineStyle(shell.style)}</style>
</head>
<body>
<script type="application/json" id="mailproof-texts" nonce="${escapeHtml(shell.nonce)}">${scriptJson(shell.texts ?? {})}</script>
<script nonce="${escapeHtml(shell.nonce)}">${inlineScript(shell.script)}</script>
</body>
</html>`;
}

/** For text and for attributes in double or single quotes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Our own code, which may hold html in its strings: none of it ends the element or opens a comment in it. */
function inlineScript(code: string): string {
  return code.replaceAll('<!--', String.raw`\x3C!--`).replace(/<(?=\/script)/gi, String.raw`\x3C`);
}

function inlineStyle(style: string): string {
  return style.replace(/<(?=\/style)/gi, String.raw`\3C `);
}

/** Without `<`, so that no text can end the script element or open a comment in it. */
function scriptJson(value: PageTexts): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
