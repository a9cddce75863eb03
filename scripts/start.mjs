// @ts-check
// npm start: Mailproof in a real VS Code, with the sample open and its preview beside it.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './host/browser.mjs';
import { ensureCodeServer, installExtension, startCodeServer } from './host/codeServer.mjs';
import { findEditor, openInEditor } from './host/editors.mjs';
import { buildMailproof, packageStarter } from './host/extensionPackages.mjs';
import { openNewestMessage, previewTemplate, sendToLocalInbox } from './host/journey.mjs';
import { examplesDir, hostDir, projectRoot, stateDir } from './host/paths.mjs';
import { portFrom } from './host/ports.mjs';
import { Problem, reportAndFail } from './host/problem.mjs';
import { untilStopSignal } from './host/processes.mjs';
import { openSession } from './host/session.mjs';
import { sendAndReadBack } from './host/withoutEditor.mjs';
import { calmSettings } from './host/settings.mjs';

const defaultPort = 18080;
const sampleName = 'order-receipt.mjml.hbs';

const help = `Usage: npm start [-- options]

Builds Mailproof and opens the folder examples/ with it: in the VS Code on the PATH if there is one,
otherwise in a VS Code for the browser, which is installed into .vscode-test/ the first time.

  --web         use the VS Code for the browser even if there is one on the PATH
  --port N      its port (default ${defaultPort}, or the next free one)
  --headless    nobody looks: preview the sample, send it to the local inbox, read it back, say what happened
  --help        this text
`;

await main().catch(reportAndFail);

async function main() {
  const options = parseOptions();
  if (options.help) console.log(help);
  else if (options.headless) await startHeadless();
  else await startForPerson(options);
}

function parseOptions() {
  const { values } = readArguments();
  const port = Number(values.port ?? defaultPort);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Problem(`--port wants a number from 1 to 65535.`);
  return { help: values.help === true, headless: values.headless === true, web: values.web === true, port };
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean' },
        headless: { type: 'boolean' },
        web: { type: 'boolean' },
        port: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

/** @param {{ web: boolean, port: number }} options */
async function startForPerson({ web, port }) {
  console.log('Building Mailproof ...');
  const extensions = [await buildMailproof(), await packageStarter()];
  const editor = web ? undefined : await findEditor();
  if (editor) await startInEditor(editor, extensions);
  else await startInBrowser(extensions, port);
}

/**
 * @param {import('./host/editors.mjs').Editor} editor
 * @param {readonly string[]} extensions
 */
async function startInEditor(editor, extensions) {
  const dir = join(stateDir, 'start-desktop');
  const extensionsDir = await emptyFolder(join(dir, 'extensions'));
  console.log(
    block([
      `Opening examples/ in ${editor.name}, in a window of its own.`,
      'Close that window, or press Ctrl+C here, when you are done.',
    ]),
  );
  await Promise.race([
    openInEditor(editor, {
      folder: examplesDir,
      extensions,
      dataDir: join(dir, 'data'),
      extensionsDir,
      settings: calmSettings,
      env: starterEnvironment(),
    }),
    untilStopSignal(),
  ]);
  // The editor's command may still be waiting for its window; that window is the person's to close.
  process.exit();
}

/**
 * @param {readonly string[]} extensions
 * @param {number} wantedPort
 */
async function startInBrowser(extensions, wantedPort) {
  const stopped = untilStopSignal();
  const codeServer = await ensureCodeServer(hostDir, console.log);
  const port = await portFrom(wantedPort);
  // The browser keeps state and secrets for each address, so each port has a folder that belongs to it.
  const dir = join(stateDir, port === defaultPort ? 'start' : `start-${port}`);
  const dataDir = join(dir, 'data');
  const extensionsDir = await emptyFolder(join(dir, 'extensions'));
  for (const vsix of extensions) await installExtension(codeServer, { vsix, dataDir, extensionsDir });
  const server = await startCodeServer(codeServer, {
    port,
    dataDir,
    extensionsDir,
    settings: calmSettings,
    env: starterEnvironment(),
  });
  if (port !== wantedPort)
    console.log(`Port ${wantedPort} is taken, so this is ${port}; each port remembers its own passwords.`);
  console.log(
    block([
      `VS Code with Mailproof:  ${server.url(examplesDir)}`,
      '',
      `Open it in Chrome, Edge or Firefox. ${sampleName} opens by itself, its preview beside it.`,
      'Type in it and watch; then press "Next: Send to Local Inbox" at the bottom left.',
      'Ctrl+C stops it.',
    ]),
  );
  const reason = await Promise.race([stopped, server.exited.then(() => 'ended')]);
  if (reason === 'ended') throw new Problem(`VS Code ended by itself:\n${server.log()}`);
  await server.stop();
  console.log('Stopped.');
}

/** How the starter extension tells a new "npm start" from a reload of the window. */
function starterEnvironment() {
  return { MAILPROOF_START: String(Date.now()) };
}

async function startHeadless() {
  const report = stopwatch();
  const vsix = await buildMailproof();
  report('built and packaged the extension');
  /** @type {string} */
  let browser;
  /** @type {import('./host/codeServer.mjs').CodeServer} */
  let codeServer;
  try {
    browser = await ensureBrowser(console.log);
    codeServer = await ensureCodeServer(hostDir, console.log);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.log(`There is no editor to drive here. ${error.message}\nDoing the same without one:`);
    await sendAndReadBack({ dist: join(projectRoot, 'dist'), template: await findSample(), report });
    return;
  }
  const session = await openSession({ codeServer, browser, extensions: [vsix] });
  try {
    await previewSendAndReadBack(session, report);
  } catch (cause) {
    const screenshot = await session.saveFailure('start-headless');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`The headless run failed: ${reason}\nWhat the window looked like: ${screenshot}`, { cause });
  } finally {
    await session.close();
  }
}

/**
 * @param {import('./host/session.mjs').Session} session
 * @param {(line: string) => void} report
 */
async function previewSendAndReadBack({ workbench, server }, report) {
  await workbench.open(server.url(examplesDir));
  report('opened examples/ in VS Code');
  const preview = await previewTemplate(workbench, sampleName);
  report(`previewed ${sampleName}: "${beginning(preview.text)}"`);
  const message = await sendToLocalInbox(workbench, 'you@example.com');
  report(`sent it to the local inbox, where it arrived as "${beginning(message.label)}"`);
  const received = await openNewestMessage(workbench, preview.frame);
  if (received.text !== preview.text) {
    throw new Problem(
      `what arrived is not what was previewed.\nPreviewed: ${preview.text}\nArrived:   ${received.text}`,
    );
  }
  report(`read it back: its ${received.text.split(' ').length} words are those of the preview`);
}

async function findSample() {
  const entries = await readdir(examplesDir, { recursive: true });
  const found = entries.find((entry) => entry === sampleName || /[\\/]order-receipt\.mjml\.hbs$/.test(entry));
  if (found === undefined) throw new Problem(`${examplesDir} has no ${sampleName}.`);
  return join(examplesDir, found);
}

/** @param {string} dir */
async function emptyFolder(dir) {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  return dir;
}

/** Prints a line with the seconds since the line before. */
function stopwatch() {
  let last = Date.now();
  return (/** @type {string} */ line) => {
    const now = Date.now();
    console.log(`${((now - last) / 1000).toFixed(1).padStart(6)} s  ${line}`);
    last = now;
  };
}

/** @param {string} text */
function beginning(text) {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** @param {readonly string[]} lines */
function block(lines) {
  return ['', ...lines.map((line) => `  ${line}`.trimEnd()), ''].join('\n');
}
