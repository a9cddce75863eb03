import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { engines } from '../core/render/renderResult.ts';
import { dataCommand } from './dataCommand.ts';
import { renderCommand } from './renderCommand.ts';
import { type CommandLine, exitCodes, UsageError } from './commandLine.ts';
import { printable } from './printable.ts';

const help = `Usage: mailproof render <template or folder>... [options]
       mailproof data <template> [options]
       mailproof send <template> --to ADDRESS (--profile NAME | --smtp URL) [options]

Renders MJML and Handlebars mail templates as the preview does. The html of one template goes to standard
output, problems go to standard error as file:line:column: severity: message [code]. Of a folder, all
templates are rendered, several at a time; --out then names a folder, and --json gives a list.

With data instead of render: what data the template asks for, as JSON with a schema, a sample, and what
its own data lack and have too much.

With send, the template is rendered and sent, once: for smoke tests. The password comes from the environment
variable MAILPROOF_PASSWORD (an access token from MAILPROOF_ACCESS_TOKEN), or is asked for on the terminal;
it is never an argument.

Options:
  --data FILE     values from this JSON file; - reads standard input
  --set NAME      use this data set of the template
  --engine NAME   auto, ${engines.join(', ')}
  --root DIR      read no file outside of this folder; by default the nearest one with a
                  mailproof.json, .git or package.json
  --mjml WHICH    bundled, or workspace for the MJML and the components that the project has installed
  --trust         run code of the project: Handlebars helpers, .mjmlconfig.js, its own MJML
  --out FILE      write to this file, or for several templates into this folder
  --timeout SECS  give up on a template after so many seconds; 30 by default
  --jobs N        render so many templates at a time; as many as there are processors by default
  --marks         say in the html, and with --json in tables, which place of which file each element,
                  line of text and value comes from
  --text          give the plain-text part instead of the html
  --eml           give the whole message
  --json          give html, text, subject, problems, dependencies, engine and data set as JSON
  --to ADDRESS    send: who gets it; several, separated by commas or with several --to
  --from ADDRESS  send: who sends it; by default the sender of the profile or the project
  --profile NAME  send: the server of this profile in mailproof.workspaceProfiles of .vscode/settings.json
  --smtp URL      send: this server: smtps://user@host (TLS), smtp://user@host:587?requireTLS=true (STARTTLS),
                  smtp://127.0.0.1:1025
  --proxy URL     send: through this proxy: http://host:port or socks5://host:port
  --yes           send: also through a profile whose environment is production
  --dry-run       send: say what would be sent, and send nothing
  --transcript    send: show what was said to the server and by it, without passwords
  --json          send: give the outcome and the transcript as JSON
  -h, --help      show this help
  --version       show the version

Exit code: 0 rendered or sent, 1 rendered with errors or not at all, 2 wrong usage; of send: 3 sent to some
of the recipients, 4 rejected by the server, 5 not sent, 6 unknown: it may have been delivered.
`;

/** Runs one command; the answer is the exit code. */
export async function run(argv: readonly string[], io: CommandLine): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.writeError(`mailproof: ${printable(error.message)}\n`);
    return exitCodes.usage;
  }
}

async function dispatch(argv: readonly string[], io: CommandLine): Promise<number> {
  const { values, positionals } = parse(argv);
  if (values.help === true) {
    io.writeOutput(help);
    return exitCodes.rendered;
  }
  if (values.version === true) {
    io.writeOutput(`${version}\n`);
    return exitCodes.rendered;
  }
  const [command, ...templates] = positionals;
  if (command === undefined) throw new UsageError('Say what to do: mailproof render <template>. See --help.');
  if (command !== 'render' && command !== 'data' && command !== 'send')
    throw new UsageError(`There is no command "${command}"; there are: render, data, send.`);
  if (templates.length === 0) throw new UsageError(`Say which template: mailproof ${command} <template>.`);
  if (command === 'send') {
    refuseOptions(values, ['text', 'eml', 'marks', 'out', 'jobs'], 'send');
    // Only now: the other commands have no use for it.
    const { sendCommand } = await import('./sendCommand.ts');
    return sendCommand({ ...values, templates }, io);
  }
  refuseOptions(values, sendOptions, command);
  if (command === 'data') {
    refuseOptions(values, ['text', 'eml', 'json', 'marks', 'out', 'jobs'], 'data, which prints JSON');
    return dataCommand({ ...values, templates }, io);
  }
  const outputs = (['text', 'eml', 'json'] as const).filter((name) => values[name] === true);
  if (outputs.length > 1) throw new UsageError(`--${outputs.join(' and --')} cannot be combined.`);
  return renderCommand({ ...values, templates, output: outputs[0] ?? 'html' }, io);
}

const options = {
  data: { type: 'string' },
  set: { type: 'string' },
  engine: { type: 'string' },
  root: { type: 'string' },
  out: { type: 'string' },
  timeout: { type: 'string' },
  jobs: { type: 'string' },
  mjml: { type: 'string' },
  trust: { type: 'boolean' },
  marks: { type: 'boolean' },
  text: { type: 'boolean' },
  eml: { type: 'boolean' },
  json: { type: 'boolean' },
  to: { type: 'string', multiple: true },
  from: { type: 'string' },
  profile: { type: 'string' },
  smtp: { type: 'string' },
  proxy: { type: 'string' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  transcript: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const sendOptions = ['to', 'from', 'profile', 'smtp', 'proxy', 'yes', 'dry-run', 'transcript'] as const;

function refuseOptions(
  values: ReturnType<typeof parse>['values'],
  names: readonly (keyof typeof options)[],
  of: string,
): void {
  const unfit = names.find((name) => values[name] !== undefined);
  if (unfit !== undefined) throw new UsageError(`--${unfit} is no option of ${of}.`);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [sentence = ''] = error.message.split(/\n|\. /, 1);
    throw new UsageError(`${sentence.replace(/\.$/, '')}. See --help.`, { cause: error });
  }
}
