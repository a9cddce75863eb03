import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthority, createSelfSigned } from '../support/certificates.ts';
import { prepareExim } from './exim.ts';
import {
  accessTokens,
  accounts,
  domain,
  idsOf,
  junkFolder,
  largeSizeLimit,
  messageSizeLimit,
  portNames,
  type PortName,
} from './settings.ts';

/** Postfix, Exim and Dovecot on loopback, everything of theirs in one temporary folder. */
export interface RealServers {
  /** PEM of the authority that signed the good certificate. */
  readonly ca: string;
  /** The folder with the Maildir of each account. */
  readonly mail: string;
  readonly ports: Readonly<Record<PortName, number>>;
}

/** Starts everything and returns how to stop it. Needs root, because mail servers change users. */
export async function startRealServers(): Promise<{
  readonly servers: RealServers;
  readonly stop: () => Promise<void>;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mailproof-mail-'));
  // The servers' own users have to get in.
  chmodSync(folder, 0o755);
  const ports = Object.fromEntries(await freePorts(portNames)) as Record<PortName, number>;
  const ca = writeCertificates(folder);
  const tokens = await startIntrospection();
  writeDovecot(folder, ports, tokens.url);
  writePostfix(folder, ports);
  const exim = prepareExim(folder, ports);
  const children = [
    spawn(exim.file, exim.args, { stdio: 'inherit', env: exim.env }),
    spawn('dovecot', ['-F', '-c', path.join(folder, 'dovecot.conf')], { stdio: 'inherit' }),
    // Not "postfix start", which checks the installation of the system for seconds.
    spawn('/usr/lib/postfix/sbin/master', ['-c', path.join(folder, 'postfix')], { stdio: 'inherit' }),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all([...children.map(stopChild), tokens.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(Object.values(ports).map(waitForPort));
  } catch (error) {
    for (const log of ['postfix.log', 'dovecot.log', 'exim-log/main.log', 'exim-log/panic.log'].map((name) =>
      path.join(folder, name),
    )) {
      if (existsSync(log)) console.error(readFileSync(log, 'utf8'));
    }
    await stop();
    throw error;
  }
  return { servers: { ca, mail: path.join(folder, 'mail'), ports }, stop };
}

function writeCertificates(folder: string): string {
  const authority = createAuthority();
  const past = { from: new Date('2020-01-01'), to: new Date('2020-02-01') };
  const certificates = {
    good: authority.issue(['localhost', '127.0.0.1']),
    expired: authority.issue(['localhost', '127.0.0.1'], past),
    wrongHost: authority.issue(['mail.example.com']),
    selfSigned: createSelfSigned(['localhost', '127.0.0.1']),
  };
  for (const [name, { cert, key }] of Object.entries(certificates)) {
    writeFileSync(path.join(folder, `${name}.crt`), cert);
    writeFileSync(path.join(folder, `${name}.key`), key, { mode: 0o600 });
  }
  return authority.cert;
}

/** Where Dovecot asks whose token it was shown (RFC 7662). */
async function startIntrospection(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
    request.on('end', () => {
      const token = new URLSearchParams(body).get('token');
      const owner = Object.entries(accessTokens).find(([, known]) => known === token)?.[0];
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(owner === undefined ? { active: false } : { active: true, username: `${owner}@${domain}` }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return {
    url: `http://127.0.0.1:${address.port}/introspect`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function writeDovecot(folder: string, ports: Readonly<Record<PortName, number>>, introspection: string): void {
  const mail = path.join(folder, 'mail');
  mkdirSync(mail);
  const user = idsOf('mail');
  chownSync(mail, user.uid, user.gid);
  const users = Object.entries(accounts).map(([name, password]) => `${name}@${domain}:{PLAIN}${password}::::`);
  writeFileSync(path.join(folder, 'users'), `${users.join('\n')}\n`);
  writeFileSync(
    path.join(folder, 'oauth2.conf'),
    `introspection_mode = post
introspection_url = ${introspection}
username_attribute = username
active_attribute = active
active_value = true
`,
  );
  writeFileSync(
    path.join(folder, 'dovecot.conf'),
    `base_dir = ${folder}/dovecot-base
state_dir = ${folder}/dovecot-state
instance_name = mailproof-test
log_path = ${folder}/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <${folder}/good.crt
ssl_key = <${folder}/good.key
auth_mechanisms = plain login cram-md5 xoauth2 oauthbearer
auth_username_format = %Lu
# A wrong password would be answered after seconds, and after more each time.
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${mail}/%n
}
mail_location = maildir:${mail}/%n/Maildir
first_valid_uid = 1
first_valid_gid = 1
namespace inbox {
  inbox = yes
  mailbox ${junkFolder} {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${ports.sasl}
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
protocol lmtp {
  postmaster_address = postmaster@${domain}
  recipient_delimiter = +
}
lmtp_save_to_detail_mailbox = yes
`,
  );
}

function writePostfix(folder: string, ports: Readonly<Record<PortName, number>>): void {
  const configuration = path.join(folder, 'postfix');
  const queue = path.join(folder, 'queue');
  const data = path.join(folder, 'postfix-data');
  for (const created of [configuration, queue, data]) mkdirSync(created);
  const postfix = idsOf('postfix');
  const postdrop = Number(execFileSync('getent', ['group', 'postdrop'], { encoding: 'utf8' }).split(':')[2]);
  chownSync(data, postfix.uid, postfix.gid);
  const queues = 'active bounce corrupt defer deferred flush hold incoming private saved trace'.split(' ');
  for (const name of [...queues, 'pid', 'public', 'maildrop']) mkdirSync(path.join(queue, name));
  for (const name of queues) {
    chownSync(path.join(queue, name), postfix.uid, 0);
    chmodSync(path.join(queue, name), 0o700);
  }
  for (const name of ['public', 'maildrop']) chownSync(path.join(queue, name), postfix.uid, postdrop);
  chmodSync(path.join(queue, 'public'), 0o710);
  chmodSync(path.join(queue, 'maildrop'), 0o730);
  const addresses = Object.keys(accounts).map((name) => `${name}@${domain}`);
  writeFileSync(
    path.join(configuration, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
multi_instance_enable = no
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydomain = ${domain}
mydestination =
mynetworks =
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = ${domain}
virtual_mailbox_maps = inline:{${addresses.map((address) => `${address}=1`).join(', ')}}
virtual_transport = lmtp:inet:127.0.0.1:${ports.lmtp}
maillog_file_prefixes = ${folder}
maillog_file = ${folder}/postfix.log
smtpd_tls_cert_file = ${folder}/good.crt
smtpd_tls_key_file = ${folder}/good.key
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${ports.sasl}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_sender_login_maps = inline:{${addresses.map((address) => `${address}=${address}`).join(', ')}}
message_size_limit = ${largeSizeLimit}
default_transport = discard:
relay_transport = discard:
smtputf8_enable = yes
recipient_delimiter = +
disable_dns_lookups = yes
biff = no
`,
  );
  const submission = [
    '-o smtpd_sasl_auth_enable=yes',
    '-o smtpd_sender_restrictions=reject_sender_login_mismatch',
    '-o smtpd_relay_restrictions=permit_sasl_authenticated,reject',
  ];
  const withStarttls = [...submission, '-o smtpd_tls_security_level=encrypt'];
  const withTls = [...submission, '-o smtpd_tls_wrappermode=yes'];
  const withCertificate = (name: string): readonly string[] => [
    ...withTls,
    `-o smtpd_tls_cert_file=${folder}/${name}.crt`,
    `-o smtpd_tls_key_file=${folder}/${name}.key`,
  ];
  const listeners: readonly (readonly [PortName, readonly string[]])[] = [
    ['relay', []],
    ['submission', withStarttls],
    ['submissions', [...withTls, `-o message_size_limit=${messageSizeLimit}`]],
    ['onlyLogin', [...withTls, '-o smtpd_sasl_mechanism_filter=login']],
    ['onlyCramMd5', [...withTls, '-o smtpd_sasl_mechanism_filter=cram-md5']],
    ['onlyLoginStarttls', [...withStarttls, '-o smtpd_sasl_mechanism_filter=login']],
    ['onlyCramMd5Starttls', [...withStarttls, '-o smtpd_sasl_mechanism_filter=cram-md5']],
    ['expired', withCertificate('expired')],
    ['wrongHost', withCertificate('wrongHost')],
    ['selfSigned', withCertificate('selfSigned')],
  ];
  const services = listeners.map(
    ([name, options]) =>
      `127.0.0.1:${ports[name]} inet n - n - - smtpd\n${options.map((option) => `  ${option}\n`).join('')}`,
  );
  writeFileSync(
    path.join(configuration, 'master.cf'),
    `${services.join('')}cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
`,
  );
}

/** All are held open until all are known, so that none is given twice. */
async function freePorts(names: readonly PortName[]): Promise<readonly (readonly [PortName, number])[]> {
  const servers = await Promise.all(
    names.map(async (name) => {
      const server = net.createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return [name, server] as const;
    }),
  );
  const ports = servers.map(([name, server]) => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
    return [name, address.port] as const;
  });
  await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function waitForPort(port: number): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await canConnect(port))) {
    if (Date.now() > end) throw new Error(`Nothing listens on port ${port}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(patience);
}
