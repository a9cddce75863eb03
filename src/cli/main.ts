import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder.ts';
import { askSecret } from './askSecret.ts';
import type { CommandLine } from './commandLine.ts';
import { RenderChild } from './renderInChild.ts';
import { run } from './run.ts';

// The libraries write to the console; what they say is in the problems already, and better.
console.log = console.info = console.warn = console.error = () => undefined;

for (const stream of [process.stdout, process.stderr]) {
  // `mailproof render ... | head` closes the pipe early, which is no fault.
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? undefined : 2));
}

const startChild = (): RenderChild =>
  new RenderChild({
    entry: join(__dirname, 'renderer.js'),
    cacheFolder: cacheFolder(process.env, process.platform),
  });
// Before the arguments are understood: two processes start in little more time than one.
let early = process.argv[2] === 'render' || process.argv[2] === 'send' ? startChild() : undefined;
void run(process.argv.slice(2), {
  cwd: process.cwd(),
  errorWidth: process.stderr.isTTY ? process.stderr.columns : undefined,
  environment: process.env,
  readInput: () => buffer(process.stdin),
  askSecret: process.stdin.isTTY && process.stderr.isTTY ? askSecret : undefined,
  interruption: () => {
    const controller = new AbortController();
    process.once('SIGINT', () => controller.abort());
    return controller.signal;
  },
  // The bundler leaves this call alone: it lies beside.
  loadMail: () => require('./mail.js') as ReturnType<CommandLine['loadMail']>,
  writeOutput: (content) => void process.stdout.write(content),
  writeError: (text) => void process.stderr.write(text),
  render: (request, timeoutMs) => {
    const child = early ?? startChild();
    early = undefined;
    return child.render(request, timeoutMs);
  },
}).then((exitCode) => {
  early?.kill();
  // Set and not called: what was written has to get through the pipe first.
  process.exitCode = exitCode;
});
