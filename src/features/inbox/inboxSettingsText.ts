import * as vscode from 'vscode';
import type { InboxAccount } from '../../core/inbox/inboxServer.ts';

export interface InboxAddress {
  readonly port: number;
  /** The only one that may send; otherwise none is needed. */
  readonly account: InboxAccount | undefined;
}

export interface InboxSettingsText {
  readonly name: string;
  readonly text: string;
}

/** Asks for the kind of application. `argument`: the name of one, or `all`, for keybindings and tasks. */
export async function chooseInboxSettings(
  address: InboxAddress,
  argument: unknown,
): Promise<InboxSettingsText | undefined> {
  const all = inboxSettingsTexts(address);
  if (typeof argument === 'string') {
    const wanted = all.find(({ name }) => name.toLowerCase() === argument.toLowerCase());
    if (wanted !== undefined || argument === 'all') return wanted ?? everything(all);
  }
  const picked = await vscode.window.showQuickPick(
    [
      ...all.map((each) => ({ label: each.name, detail: each.text.split('\n').slice(0, 2).join('  '), chosen: each })),
      { label: vscode.l10n.t('All of Them'), detail: '', chosen: everything(all) },
    ],
    {
      title: vscode.l10n.t('Copy the Settings for Your Application'),
      placeHolder: vscode.l10n.t('It then sends to 127.0.0.1:{0}, and its mail appears here', address.port),
    },
  );
  return picked?.chosen;
}

/** What people paste into the configuration of their own application so that it sends to the local inbox. */
export function inboxSettingsTexts({ port, account }: InboxAddress): readonly InboxSettingsText[] {
  const user = account?.user ?? '';
  const password = account?.password ?? '';
  const ifAccount = (...lines: readonly string[]): readonly string[] => (account === undefined ? [] : lines);
  const texts: Readonly<Record<string, readonly string[]>> = {
    '.env': [
      'SMTP_HOST=127.0.0.1',
      `SMTP_PORT=${port}`,
      'SMTP_SECURE=false',
      ...ifAccount(`SMTP_USER=${dotEnv(user)}`, `SMTP_PASSWORD=${dotEnv(password)}`),
    ],
    nodemailer: [
      `nodemailer.createTransport({ host: '127.0.0.1', port: ${port}, secure: false, ignoreTLS: true${
        account === undefined ? '' : `, auth: { user: ${quoted(user)}, pass: ${quoted(password)} }`
      } });`,
    ],
    'PHP (php.ini, Windows)': ['[mail function]', 'SMTP=127.0.0.1', `smtp_port=${port}`],
    'PHP (PHPMailer)': [
      '$mail->isSMTP();',
      "$mail->Host = '127.0.0.1';",
      `$mail->Port = ${port};`,
      '$mail->SMTPAutoTLS = false;',
      ...(account === undefined
        ? ['$mail->SMTPAuth = false;']
        : ['$mail->SMTPAuth = true;', `$mail->Username = ${quoted(user)};`, `$mail->Password = ${quoted(password)};`]),
    ],
    Laravel: [
      'MAIL_MAILER=smtp',
      'MAIL_HOST=127.0.0.1',
      `MAIL_PORT=${port}`,
      `MAIL_USERNAME=${account === undefined ? 'null' : dotEnv(user)}`,
      `MAIL_PASSWORD=${account === undefined ? 'null' : dotEnv(password)}`,
      'MAIL_ENCRYPTION=null',
    ],
    Symfony: [
      `MAILER_DSN=smtp://${
        account === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`
      }127.0.0.1:${port}`,
    ],
    Rails: [
      'config.action_mailer.delivery_method = :smtp',
      `config.action_mailer.smtp_settings = { address: '127.0.0.1', port: ${port}${
        account === undefined
          ? ''
          : `, user_name: ${quoted(user)}, password: ${quoted(password)}, authentication: :plain`
      } }`,
    ],
    Django: [
      "EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'",
      "EMAIL_HOST = '127.0.0.1'",
      `EMAIL_PORT = ${port}`,
      'EMAIL_USE_TLS = False',
      ...ifAccount(`EMAIL_HOST_USER = ${quoted(user)}`, `EMAIL_HOST_PASSWORD = ${quoted(password)}`),
    ],
    Spring: [
      'spring.mail.host=127.0.0.1',
      `spring.mail.port=${port}`,
      ...ifAccount(
        `spring.mail.username=${user}`,
        `spring.mail.password=${password}`,
        'spring.mail.properties.mail.smtp.auth=true',
      ),
    ],
  };
  return Object.entries(texts).map(([name, lines]) => ({ name, text: `${lines.join('\n')}\n` }));
}

function everything(all: readonly InboxSettingsText[]): InboxSettingsText {
  return {
    name: vscode.l10n.t('all kinds of applications'),
    text: all.map(({ name, text }) => `# ${name}\n${text}`).join('\n'),
  };
}

/** Alike in JavaScript, PHP, Ruby and Python. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}

function dotEnv(text: string): string {
  return /^[\w.@+-]*$/.test(text) ? text : `"${text.replaceAll(/["\\$]/g, '\\$&')}"`;
}
