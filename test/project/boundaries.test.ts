import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * Proves that the lint rules hold the lines of docs/architecture.md: each forbidden import, put into a copy of the layout,
 * is refused, as a value and as a type; and each allowed one is not.
 */
const root = path.join(import.meta.dirname, '..', '..');

const forbidden: readonly [from: string, to: string][] = [
  ['src/core/render/a.ts', 'vscode'],
  ['src/core/render/b.ts', 'node:fs'],
  ['src/core/template/c.ts', 'node:net'],
  ['src/core/render/d.ts', 'nodemailer'],
  ['src/core/mail/e.ts', '../../host/notify.ts'],
  ['src/core/mail/f.ts', 'node:https'],
  ['src/core/discovery/fa.ts', 'node:https'],
  ['src/core/discovery/fb.ts', 'node:dns'],
  ['src/core/mail/g.ts', 'vscode'],
  ['src/core/inbox/h.ts', '../../protocol/preview.ts'],
  ['src/core/text/i.ts', '../../features/preview/problems.ts'],
  ['src/core/text/j.ts', '../../commands.ts'],
  ['src/core/template/k.ts', 'node:child_process'],
  ['src/core/oauth/ka.ts', 'node:https'],
  ['src/core/oauth/kb.ts', 'node:fs/promises'],
  ['src/core/oauth/kc.ts', 'nodemailer'],
  ['src/core/render/kd.ts', 'node:http'],
  ['src/protocol/l.ts', 'vscode'],
  ['src/protocol/m.ts', '../host/settings.ts'],
  ['src/protocol/n.ts', 'node:path'],
  ['src/renderer/o.ts', 'vscode'],
  ['src/renderer/p.ts', 'node:net'],
  ['src/renderer/q.ts', '../host/settings.ts'],
  ['src/cli/r.ts', 'vscode'],
  ['src/cli/sa.ts', 'node:child_process'],
  ['src/cli/s.ts', '../features/send/sendHistory.ts'],
  ['src/inboxProcess/sb.ts', 'vscode'],
  ['src/inboxProcess/sc.ts', '../features/send/sendHistory.ts'],
  ['src/host/ta.ts', '../inboxProcess/main.ts'],
  ['src/host/t.ts', '../features/send/sendHistory.ts'],
  ['src/host/u.ts', '../webview/preview/main.ts'],
  ['src/host/v.ts', 'node:https'],
  ['src/features/send/w.ts', '../preview/problems.ts'],
  ['src/features/preview/x.ts', '../../features/inbox/inboxTree.ts'],
  ['src/features/inbox/y.ts', '../../webview/message/main.ts'],
  ['src/features/profiles/z.ts', '../../extension.ts'],
  ['src/features/templates/za.ts', 'node:child_process'],
  ['src/webview/preview/zb.ts', 'vscode'],
  ['src/webview/preview/zc.ts', 'node:path'],
  ['src/webview/message/zd.ts', '../../host/notify.ts'],
];

const allowed: readonly [from: string, to: string][] = [
  ['src/core/mail/za.ts', 'nodemailer'],
  ['src/core/discovery/webNetwork.ts', 'node:https'],
  ['src/core/inbox/zb.ts', 'node:fs/promises'],
  ['src/core/oauth/zba.ts', 'node:http'],
  ['src/core/oauth/diskZbb.ts', 'node:fs/promises'],
  ['src/core/render/zc.ts', '../text/lineIndex.ts'],
  ['src/protocol/zd.ts', '../core/render/renderResult.ts'],
  ['src/host/ze.ts', 'vscode'],
  ['src/features/send/zf.ts', '../../host/notify.ts'],
  ['src/features/send/zg.ts', './sendHistory.ts'],
  ['src/webview/preview/zh.ts', '../../protocol/preview.ts'],
  ['src/cli/renderInChild.ts', 'node:child_process'],
  ['src/renderer/parentWatch.ts', 'node:worker_threads'],
  ['src/inboxProcess/zj.ts', '../core/inbox/inboxServer.ts'],
  ['src/renderer/zi.ts', '../core/render/renderResult.ts'],
];

let folder = '';
let refused = new Set<string>();

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailproof-boundaries-'));
  fs.copyFileSync(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
  // An exception is for one file by its name: its two kinds of import stand in it together.
  for (const [from, to] of allowed) {
    const both = `import * as thing from '${to}';\nimport type * as shape from '${to}';\n`;
    write(from, `${both}export const kept = thing;\nexport type Kept = typeof shape;\n`);
  }
  for (const [from, to] of forbidden) {
    write(from, `import * as thing from '${to}';\nexport const kept = thing;\n`);
    write(from.replace('.ts', 'Type.ts'), `import type * as thing from '${to}';\nexport type Kept = typeof thing;\n`);
  }
  const oxlint = path.join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json', '.'], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  refused = new Set(
    diagnostics
      .filter((diagnostic) => diagnostic.code.includes('no-restricted-imports'))
      .map((diagnostic) => diagnostic.filename.replaceAll('\\', '/')),
  );
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('imports that cross a boundary fail the lint', () => {
  test.each(forbidden)('%s may not import %s', (from) => {
    expect([...refused]).toContain(from);
    expect([...refused]).toContain(from.replace('.ts', 'Type.ts'));
  });
});

describe('imports inside the rules pass the lint', () => {
  test.each(allowed)('%s may import %s', (from) => {
    expect([...refused]).not.toContain(from);
  });
});

function write(file: string, text: string): void {
  const target = path.join(folder, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}
