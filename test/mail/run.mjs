// Runs the tests against real mail servers. On Debian as root it installs what is missing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readVitestReport, report, runBin } from '../../scripts/run.mjs';

/** Package, and a file or a command by which it is known to be installed. */
const packages = [
  ['postfix', '/usr/lib/postfix/sbin/master'],
  ['dovecot-core', '/usr/sbin/dovecot'],
  ['dovecot-imapd', '/usr/lib/dovecot/imap'],
  ['dovecot-pop3d', '/usr/lib/dovecot/pop3'],
  ['dovecot-lmtpd', '/usr/lib/dovecot/lmtp'],
  ['swaks', 'swaks'],
  ['openssl', 'openssl'],
  ['python3', 'python3'],
];

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

/** @param {readonly string[]} names */
function install(names) {
  console.log(`Installing ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...names]]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) console.error(`apt-get ${args[0]} failed:\n${stdout}\n${stderr}`);
  }
}
