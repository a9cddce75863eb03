import { createHash } from 'node:crypto';

export interface PageText {
  readonly title: string;
  readonly message: string;
}

/** The page that a sign-in ends on in the browser. It has no script, and loads nothing. */
export function redirectPage({ title, message }: PageText): { readonly html: string; readonly policy: string } {
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Mailproof</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="name">Mailproof</p>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(message)}</p>
</main>
</body>
</html>
`;
  return { html, policy };
}

const style = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:32rem;padding:2rem}
.name{margin:0 0 .5rem;font-weight:600;opacity:.7}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}
p{margin:0;overflow-wrap:anywhere}`;

const digest = createHash('sha256').update(style).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
