import * as vscode from 'vscode';
import type { InboxAccount } from '../../core/inbox/inboxServer.ts';

export interface InboxAddress {
  readonly port: number;
  /** The only one that may send; otherwise none is needed. */
  readonly account: InboxAccount | undefined;
  /** With a certificate that nobody vouches for: applications that take up the offer by themselves have to be told. */
  readonly offersStartTls: boolean;
}

export interface InboxSettingsText {
  readonly name: string;
  readonly text: string;
  /** What begins a comment in it. */
  readonly comment: '#' | '//' | ';';
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
export function inboxSettingsTexts({ port, account, offersStartTls }: InboxAddress): readonly InboxSettingsText[] {
  const user = account?.user ?? '';
  const password = account?.password ?? '';
  const ifAccount = (...lines: readonly string[]): readonly string[] => (account === undefined ? [] : lines);
  const dsn = (credentials: string): string =>
    `smtp://${credentials}127.0.0.1:${port}${offersStartTls ? '?verify_peer=0' : ''}`;
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
      `MAIL_USERNAME=${account === undefined ? 'null' : phpDotEnv(user)}`,
      `MAIL_PASSWORD=${account === undefined ? 'null' : phpDotEnv(password)}`,
      'MAIL_ENCRYPTION=null',
      // Its own names have none for this; the query of an address becomes options of Symfony's mailer.
      ...(offersStartTls ? [`MAIL_URL=${dsn('')}`] : []),
    ],
    Symfony: [`MAILER_DSN=${dsn(account === undefined ? '' : `${urlPart(user)}:${urlPart(password)}@`)}`],
    Rails: [
      'config.action_mailer.delivery_method = :smtp',
      `config.action_mailer.smtp_settings = { address: '127.0.0.1', port: ${port}${
        account === undefined
          ? ''
          : `, user_name: ${quoted(user)}, password: ${quoted(password)}, authentication: :plain`
      }${offersStartTls ? ', enable_starttls_auto: false' : ''} }`,
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
        `spring.mail.username=${javaProperty(user)}`,
        `spring.mail.password=${javaProperty(password)}`,
        'spring.mail.properties.mail.smtp.auth=true',
      ),
    ],
  };
  return Object.entries(texts).map(([name, lines]) => ({
    name,
    text: `${lines.join('\n')}\n`,
    comment: comments[name] ?? '#',
  }));
}

function everything(all: readonly InboxSettingsText[]): InboxSettingsText {
  return {
    name: vscode.l10n.t('all kinds of applications'),
    text: all.map(({ name, text, comment }) => `${comment} ${name}\n${text}`).join('\n'),
    comment: '#',
  };
}

const comments: Readonly<Record<string, InboxSettingsText['comment']>> = {
  nodemailer: '//',
  'PHP (php.ini, Windows)': ';',
  'PHP (PHPMailer)': '//',
};

/** Alike in JavaScript, PHP, Ruby and Python. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}

/** For Node's own reader and the package dotenv, which undo no escape: in quotation marks that are not in the text. */
function dotEnv(text: string): string {
  if (plain.test(text)) return text;
  // In double ones "\n" would be a line break.
  const mark = ["'", '`', '"'].find((each) => !text.includes(each)) ?? "'";
  return `${mark}${text}${mark}`;
}

/** For vlucas/phpdotenv: nothing is special in single quotation marks, which end at the first of them. */
function phpDotEnv(text: string): string {
  if (plain.test(text)) return text;
  return text.includes("'") ? `"${text.replaceAll(/["\\$]/g, '\\$&')}"` : `'${text}'`;
}

const plain = /^[\w.@+-]+$/;

/** In a .env without quotation marks a single one would begin a quotation; everything else that means something is encoded anyway. */
function urlPart(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}

/** java.util.Properties: a backslash escapes, and blanks in front are left out. Read as Latin-1 or as UTF-8, so only ASCII. */
function javaProperty(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replace(/^ /, '\\ ')
    .replaceAll(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
