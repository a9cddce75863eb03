import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ensureBrowser } from '../../scripts/host/browser.mjs';
import { ensureCodeServer } from '../../scripts/host/codeServer.mjs';
import { buildMailproof } from '../../scripts/host/extensionPackages.mjs';
import { previewTemplate } from '../../scripts/host/journey.mjs';
import { hostDir, projectRoot } from '../../scripts/host/paths.mjs';
import { openSession, type Session } from '../../scripts/host/session.mjs';
import { waitFor } from '../../scripts/host/waiting.mjs';
import { accounts, domain } from './settings.ts';

/** The whole promise at once: a real editor, a real mail server, and the bytes that come out at the other end. */
const { ca, ports } = inject('realServers');
let session: Session;
let workspace = '';
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mailproof-editor-'));
  workspace = path.join(folder, 'samples');
  cpSync(path.join(projectRoot, 'examples'), workspace, { recursive: true });
  const authority = path.join(folder, 'ca.pem');
  writeFileSync(authority, ca);
  const alice = {
    host: 'localhost',
    user: `alice@${domain}`,
    from: `Alice Ánh <alice@${domain}>`,
    to: [`bob@${domain}`],
  };
  mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
  writeFileSync(
    path.join(workspace, '.vscode', 'settings.json'),
    JSON.stringify({
      'mailproof.workspaceProfiles': {
        'Postfix STARTTLS': { ...alice, port: ports.submission, security: 'starttls' },
        'Postfix TLS': { ...alice, port: ports.submissions, security: 'tls' },
      },
    }),
  );
  const vsix = await buildMailproof();
  session = await openSession({
    codeServer: await ensureCodeServer(hostDir, console.log),
    browser: await ensureBrowser(console.log),
    extensions: [vsix],
    env: { NODE_EXTRA_CA_CERTS: authority },
  });
  await session.workbench.open(session.server.url(workspace));
}, 300_000);

afterAll(async () => {
  await session?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

describe('a mail sent from the preview', () => {
  test('with its images embedded, arrives as it was rendered: only the addresses of images differ', async () => {
    const { html, subject } = render('order-receipt.mjml.hbs');
    await send('order-receipt.mjml.hbs', 'Postfix STARTTLS', accounts.alice);
    const { message } = await fetchBySubject(subject);
    const related = new Map(message.attachments.map((part) => [part.contentId?.replace(/^<|>$/g, ''), part.filename]));
    expect(related.size).toBeGreaterThan(0);
    const mapped = (message.html ?? '').replaceAll(
      /cid:([\w.@-]+)/g,
      (_cid, id: string) => `images/${related.get(id)}`,
    );
    expect(mapped).toBe(html);
    expect(message.from?.name).toBe('Alice Ánh');
  }, 120_000);

  test('with images left alone, arrives byte for byte as it was rendered', async () => {
    const { workbench } = session;
    writeFileSync(
      path.join(workspace, '.vscode', 'settings.json'),
      JSON.stringify({
        'mailproof.send.embedImages': false,
        'mailproof.workspaceProfiles': {
          'Postfix TLS': {
            host: 'localhost',
            port: ports.submissions,
            security: 'tls',
            user: `alice@${domain}`,
            // The sender of mailproof.json is nobody whom this server lets send.
            from: `alice@${domain}`,
            to: [`bob@${domain}`],
          },
        },
      }),
    );
    await workbench.openContainer('Mailproof');
    await workbench.treeRow('SMTP Profiles', 'Postfix STARTTLS').waitFor({ state: 'detached' });
    const { html, subject } = render('xac-nhan-don-hang.mjml.hbs');
    await send('xac-nhan-don-hang.mjml.hbs', 'Postfix TLS', accounts.alice);
    const { raw, message } = await fetchBySubject(subject);
    expect(decodedHtml(raw)).toBe(html);
    expect(message.text).toContain('1.250.000');
  }, 120_000);

  test('with a wrong password is not sent, and says so', async () => {
    const { workbench } = session;
    await send('password-reset.mjml.hbs', 'Postfix TLS', 'wrong', { isExpectedToFail: true });
    await workbench.notification(/Not sent\..*(password|user name)/i).waitFor();
    expect(await workbench.notification(/Not sent/).innerText()).not.toContain('wrong');
  }, 120_000);
});

/** What the command line renders from the same files: the preview's renderer in another process. */
function render(template: string): { readonly html: string; readonly subject: string } {
  const cli = path.join(projectRoot, 'dist', 'cli.js');
  const output = execFileSync(process.execPath, [
    cli,
    'render',
    path.join(workspace, template),
    '--root',
    workspace,
    '--json',
  ]);
  return JSON.parse(output.toString('utf8')) as { html: string; subject: string };
}

async function send(
  template: string,
  profile: string,
  password: string,
  { isExpectedToFail = false }: { readonly isExpectedToFail?: boolean } = {},
): Promise<void> {
  const { workbench } = session;
  await previewTemplate(workbench, template);
  const page = await workbench.webviewFrame('.mail-stage');
  await page.getByRole('button', { name: /^Send/ }).click();
  await workbench.waitForQuickInput('Send through');
  await workbench.pick(profile);
  await workbench.waitForQuickInput(`Recipients of ${template}`);
  await workbench.enter(`bob@${domain}`);
  await workbench.waitForQuickInput(`Password of "${profile}"`);
  expect(await workbench.quickInput.getAttribute('type')).toBe('password');
  await workbench.enter(password);
  await workbench.waitForQuickInput(`Keep the password of "${profile}"?`);
  await workbench.pick('Use it once');
  if (isExpectedToFail) return;
  await workbench.notification(/was accepted by/).waitFor({ timeout: 30_000 });
  await workbench.clearNotifications();
}

async function fetchBySubject(subject: string) {
  const client = new ImapFlow({
    host: 'localhost',
    port: ports.imaps,
    secure: true,
    auth: { user: `bob@${domain}`, pass: accounts.bob },
    tls: { ca },
    logger: false,
  });
  await client.connect();
  try {
    return await waitFor('the message in the mailbox', async () => {
      const lock = await client.getMailboxLock('INBOX');
      try {
        for (const message of await client.fetchAll('1:*', { source: true, envelope: true })) {
          if (message.envelope?.subject !== subject || message.source === undefined) continue;
          return { raw: message.source, message: await PostalMime.parse(message.source) };
        }
        return undefined;
      } finally {
        lock.release();
      }
    });
  } finally {
    await client.logout();
  }
}

/** The html part by its transfer encoding alone, so that no parser can change a byte of it. */
function decodedHtml(raw: Buffer): string {
  const text = raw.toString('latin1');
  const part = /content-type: text\/html[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/i.exec(text)?.[1] ?? '';
  return Buffer.from(part, 'base64').toString('utf8');
}
