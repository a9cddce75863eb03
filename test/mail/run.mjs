// Runs the tests against real mail servers. On Debian as root it installs what is missing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { eximDir } from '../../scripts/host/paths.mjs';
import { readVitestReport, report, runBin } from '../../scripts/run.mjs';

/** Package, and a file or a command by which it is known to be installed. */
const packages = [
  ['postfix', '/usr/lib/postfix/sbin/master'],
  ['dovecot-core', '/usr/sbin/dovecot'],
  ['dovecot-imapd', '/usr/lib/dovecot/imap'],
  ['dovecot-pop3d', '/usr/lib/dovecot/pop3'],
  ['dovecot-lmtpd', '/usr/lib/dovecot/lmtp'],
  ['swaks', 'swaks'],
  ['msmtp', 'msmtp'],
  ['curl', 'curl'],
  ['openssl', 'openssl'],
  ['python3', 'python3'],
];

const eximUser = 'Debian-exim';

process.exitCode = await main();

async function main() {
  const problem = prepare();
  if (problem !== undefined) {
    console.error(problem);
    report({ passed: 0, failed: 1 });
    return 1;
  }
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'mailproof-results-'));
  try {
    const file = path.join(folder, 'results.json');
    const config = path.join(path.dirname(fileURLToPath(import.meta.url)), 'vitest.config.mts');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await runBin('vitest', 'vitest', ['run', '--config', config, ...reporters, ...process.argv.slice(2)]);
    const counts = readVitestReport(file);
    // Servers that do not stop have failed as well, though no test has.
    const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
    report({ passed: counts.passed, failed });
    return failed > 0 || counts.passed === 0 ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {string | undefined} why the tests cannot run */
function prepare() {
  if (process.getuid?.() !== 0) return 'Cannot run: mail servers change users, so this needs root.';
  if (missing().length > 0 && fs.existsSync('/usr/bin/apt-get')) install(missing());
  if (!hasExim() && fs.existsSync('/usr/bin/apt-get')) unpackExim();
  if (!hasExim()) return 'Cannot run: Exim is missing and could not be unpacked (Debian package exim4-daemon-light).';
  if (missing().length === 0) return undefined;
  return `Cannot run: these Debian packages are missing and could not be installed: ${missing().join(' ')}.`;
}

function missing() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return packages.flatMap(([name = '', file = '']) => {
    const places = path.isAbsolute(file) ? [file] : folders.map((folder) => path.join(folder, file));
    return places.some((place) => fs.existsSync(place)) ? [] : [name];
  });
}

/** Installed, or unpacked for these tests; and its user, whose name is compiled in. */
function hasExim() {
  const isThere = fs.existsSync('/usr/sbin/exim4') || fs.existsSync(path.join(eximDir, 'usr', 'sbin', 'exim4'));
  return isThere && spawnSync('getent', ['passwd', eximUser]).status === 0;
}

/** Not installed: Debian allows one mail server at a time, and that is Postfix. */
function unpackExim() {
  console.log(`Unpacking Exim into ${eximDir}`);
  fs.mkdirSync(eximDir, { recursive: true });
  const steps = [
    ['apt-get', 'update'],
    ['apt-get', 'download', 'exim4-daemon-light', 'libidn12'],
    ...(spawnSync('getent', ['passwd', eximUser]).status === 0
      ? []
      : [['useradd', '--system', '--no-create-home', '--shell', '/usr/sbin/nologin', eximUser]]),
  ];
  for (const [command = '', ...args] of steps) runStep(command, args, eximDir);
  for (const name of fs.readdirSync(eximDir).filter((file) => file.endsWith('.deb'))) {
    runStep('dpkg-deb', ['-x', name, '.'], eximDir);
    fs.rmSync(path.join(eximDir, name));
  }
  // Root starts it, and nobody else is to become root by it.
  const binary = path.join(eximDir, 'usr', 'sbin', 'exim4');
  if (fs.existsSync(binary)) fs.chmodSync(binary, 0o755);
}

/** @param {readonly string[]} names */
function install(names) {
  console.log(`Installing ${names.join(' ')}`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...names]]) runStep('apt-get', args);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
function runStep(command, args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', ...(cwd ? { cwd } : {}) });
  if (status !== 0) console.error(`${command} ${args[0]} failed:\n${stdout}\n${stderr}`);
}
