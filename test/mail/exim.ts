import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eximDir } from '../../scripts/host/paths.mjs';
import { accounts, domain, idsOf, largeSizeLimit, type PortName } from './settings.ts';

/** The second real server, of other people than Postfix; its mail goes into the same mailboxes. */
export interface EximCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Each offers one mechanism only: after STARTTLS, and with TLS from the start. */
export const eximPorts = {
  starttls: { PLAIN: 'eximPlain', LOGIN: 'eximLogin', 'CRAM-MD5': 'eximCramMd5' },
  tls: { PLAIN: 'eximPlainTls', LOGIN: 'eximLoginTls', 'CRAM-MD5': 'eximCramMd5Tls' },
} as const;

/** Writes its configuration and says how it is started. */
export function prepareExim(folder: string, ports: Readonly<Record<PortName, number>>): EximCommand {
  const spool = path.join(folder, 'exim-spool');
  const user = idsOf('Debian-exim');
  for (const own of [spool, path.join(folder, 'exim-log')]) {
    mkdirSync(own);
    chownSync(own, user.uid, user.gid);
  }
  // It reads them as its own user.
  for (const name of ['good.crt', 'good.key']) chownSync(path.join(folder, name), user.uid, user.gid);
  const unpacked = path.join(eximDir, 'usr', 'sbin', 'exim4');
  const binary = existsSync(unpacked) ? unpacked : '/usr/sbin/exim4';
  const file = path.join(folder, 'exim.conf');
  writeFileSync(file, configuration({ folder, spool, binary, ports }));
  const libraries = path.join(eximDir, 'usr', 'lib');
  const folders = existsSync(libraries) ? readdirSync(libraries).map((name) => path.join(libraries, name)) : [];
  return {
    file: binary,
    args: ['-C', file, '-bdf'],
    env: { ...process.env, LD_LIBRARY_PATH: folders.join(':') },
  };
}

interface Places {
  readonly folder: string;
  readonly spool: string;
  readonly binary: string;
  readonly ports: Readonly<Record<PortName, number>>;
}

function configuration({ folder, spool, binary, ports }: Places): string {
  const addresses = Object.entries(accounts).map(([name, password]) => ({ address: `${name}@${domain}`, password }));
  const passwordOf = (user: string): string =>
    addresses.reduceRight((rest, { address, password }) => `\${if eqi{${user}}{${address}}{${password}}{${rest}}}`, '');
  const portsOf = (security: 'starttls' | 'tls'): string =>
    Object.values(eximPorts[security])
      .map((name) => ports[name])
      .join(' : ');
  const offered = (mechanism: keyof (typeof eximPorts)['tls']): string => {
    const onPorts = [eximPorts.starttls, eximPorts.tls].map(
      (names) => `{eq{$received_port}{${ports[names[mechanism]]}}}`,
    );
    return `server_advertise_condition = \${if or{${onPorts.join('')}}}`;
  };
  return `primary_hostname = localhost
exim_path = ${binary}
spool_directory = ${spool}
log_file_path = ${folder}/exim-log/%s.log
keep_environment = LD_LIBRARY_PATH
# Its own user delivers: it only hands messages to Dovecot.
deliver_drop_privilege = true
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${portsOf('starttls')} : ${portsOf('tls')}
tls_on_connect_ports = ${portsOf('tls')}
tls_advertise_hosts = *
tls_certificate = ${folder}/good.crt
tls_privatekey = ${folder}/good.key
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
message_size_limit = ${largeSizeLimit}
smtp_accept_max = 100
smtp_accept_max_per_connection = 1000
# At once, how many there are in one connection and how busy this machine is.
smtp_accept_queue_per_connection = 0
host_lookup =
rfc1413_query_timeout = 0s
smtputf8_advertise_hosts = *
acl_smtp_mail = sender
acl_smtp_rcpt = recipient
acl_smtp_data = accept

begin acl
sender:
  deny message = authentication required
       !authenticated = *
  accept

recipient:
  accept domains = ${domain}
         local_parts = ${Object.keys(accounts).join(' : ')}
  deny message = unknown user

begin routers
dovecot:
  driver = manualroute
  domains = ${domain}
  route_list = * 127.0.0.1 byname
  self = send
  transport = dovecot

begin transports
dovecot:
  driver = smtp
  protocol = lmtp
  port = ${ports.lmtp}
  allow_localhost
  hosts_try_fastopen =
  # As it came: lines of any length are Mailproof's to avoid.
  message_linelength_limit = 1G

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  ${offered('PLAIN')}
  server_prompts = :
  server_condition = \${if and{{!eq{$auth3}{}}{eq{$auth3}{${passwordOf('$auth2')}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  ${offered('LOGIN')}
  server_prompts = Username:: : Password::
  server_condition = \${if and{{!eq{$auth2}{}}{eq{$auth2}{${passwordOf('$auth1')}}}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  ${offered('CRAM-MD5')}
  server_secret = \${if def:auth1{${passwordOf('$auth1')}}fail}
  server_set_id = $auth1
`;
}
