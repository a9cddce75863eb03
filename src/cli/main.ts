import { buffer } from 'node:stream/consumers';
import { serveRender } from './renderChild.ts';
import { childArgument, renderInChild } from './renderInChild.ts';
import { run } from './run.ts';

// The libraries write to the console; what they say is in the problems already, and better.
console.log = console.info = console.warn = console.error = () => undefined;

if (process.argv[2] === childArgument && process.send !== undefined) serveRender();
else runCommand();

function runCommand(): void {
  for (const stream of [process.stdout, process.stderr]) {
    // `mailproof render ... | head` closes the pipe early, which is no fault.
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? undefined : 2));
  }

  void run(process.argv.slice(2), {
    cwd: process.cwd(),
    errorWidth: process.stderr.isTTY ? process.stderr.columns : undefined,
    readInput: () => buffer(process.stdin),
    writeOutput: (content) => void process.stdout.write(content),
    writeError: (text) => void process.stderr.write(text),
    // The bundle is one file, which is both ends.
    render: (request, timeoutMs) => renderInChild(__filename, request, timeoutMs),
  }).then((exitCode) => {
    // Set and not called: what was written has to get through the pipe first.
    process.exitCode = exitCode;
  });
}
