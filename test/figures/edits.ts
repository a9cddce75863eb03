import fs from 'node:fs';
import path from 'node:path';
import { render } from '../../src/core/render/render.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { Random } from '../support/random.ts';

export interface EditFigures {
  readonly edits: number;
  /** What `render()` threw, with the edit that did it; it must never. */
  readonly crashes: readonly string[];
  readonly unhandledRejections: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Of the processor's time, which other programs of a busy machine do not lengthen. */
  readonly p99CpuMs: number;
  readonly slowest: readonly { readonly ms: number; readonly what: string }[];
  /** After a garbage collection at both ends; undefined where node was not started with `--expose-gc`. */
  readonly heapGrowthMb: number | undefined;
}

export interface EditOptions {
  /** Absolute paths. */
  readonly templates: readonly string[];
  readonly count: number;
  readonly seed: number;
  /** Called with each text before it is rendered, so that what hangs can be found again. */
  readonly onEdit?: (template: string, text: string) => void;
}

/** Edits real templates at random, as typing, pasting and accidents do, and renders after every edit. */
export async function measureEdits({ templates, count, seed, onEdit }: EditOptions): Promise<EditFigures> {
  const random = new Random(seed);
  const crashes: string[] = [];
  const times: { readonly ms: number; readonly cpuMs: number; readonly what: string }[] = [];
  let unhandledRejections = 0;
  const countRejection = (): void => void unhandledRejections++;
  process.on('unhandledRejection', countRejection);
  const one = async (template: string, text: string, what: string): Promise<void> => {
    const root = path.dirname(template);
    const request = { path: template, root, engine: 'auto', overrides: { [template]: text } } as const;
    onEdit?.(template, text);
    const started = performance.now();
    const cpu = process.cpuUsage();
    try {
      await render(request, diskFileReader({ root, overrides: request.overrides }));
    } catch (error) {
      crashes.push(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    times.push({ ms, cpuMs: (user + system) / 1000, what });
  };
  // The first renders fill caches and compile code, which is no growth and no edit.
  for (const template of templates.slice(0, 50)) await one(template, fs.readFileSync(template, 'utf8'), 'warm');
  times.length = 0;
  const heapBefore = collectedHeap();
  let template = random.pick(templates);
  let text = '';
  for (let edit = 0; edit < count; edit++) {
    // A file is edited several times before another one is taken.
    if (edit % 10 === 0) {
      template = random.pick(templates);
      text = fs.readFileSync(template, 'utf8');
    }
    const change = random.pick(changes);
    text = change(text, random);
    await one(template, text, `seed ${seed}, edit ${edit} (${change.name}) of ${path.basename(template)}`);
  }
  // What a rejected promise does shows only in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', countRejection);
  const heapAfter = collectedHeap();
  times.sort((left, right) => left.ms - right.ms);
  return {
    edits: times.length,
    crashes,
    unhandledRejections,
    medianMs: times[times.length >> 1]?.ms ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)]?.ms ?? 0,
    p99CpuMs: times.map(({ cpuMs }) => cpuMs).sort((left, right) => left - right)[Math.floor(times.length * 0.99)] ?? 0,
    slowest: times.slice(-5).reverse(),
    heapGrowthMb: heapBefore === undefined || heapAfter === undefined ? undefined : (heapAfter - heapBefore) / 2 ** 20,
  };
}

function collectedHeap(): number | undefined {
  if (globalThis.gc === undefined) return undefined;
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

type Change = (text: string, random: Random) => string;

const characters = [
  '{',
  '}',
  '<',
  '>',
  '/',
  '"',
  "'",
  '=',
  '#',
  '^',
  '!',
  '-',
  '&',
  ';',
  '\\',
  '[',
  ']',
  '(',
  ')',
  '|',
  '.',
  '@',
  '~',
  '*',
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ud83d',
  '\udc00',
  '😀',
  'é',
  '漢',
  'x',
  '0',
];

const fragments = [
  '{{',
  '}}',
  '{{{',
  '}}}',
  '{{{{',
  '{{#if x}}',
  '{{/if}}',
  '{{else}}',
  '{{/each}}',
  '{{> ',
  '{{#> ',
  '{{!--',
  '--}}',
  '{{^}}',

  '<mj-',
  '</mj-column>',
  '<mj-section>',
  '</mj-body>',
  '<mj-text>',
  '<mj-raw>',
  '<mj-include path="x.mjml" />',
  '<mjml>',

  '<mj-attributes>',
  '<mj-all',
  '<mj-style inline="inline">',
  '<mj-head>',
  '<mj-table>',
  '<mj-group>',
  '<mj-hero>',
  '<mj-navbar>',

  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<style>',
  '<script>',
  '<title>',
  '<?xml',
  '="',
  " a='",
  'width="',
  '="0px"',
  'padding="x"',
];

/** A span of at most so many characters. */
function span(text: string, random: Random, longest: number): readonly [start: number, end: number] {
  const start = random.below(text.length + 1);
  return [start, Math.min(start + random.below(longest), text.length)];
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

const changes: readonly Change[] = [
  function insertCharacter(text, random) {
    const [at] = span(text, random, 1);
    return splice(text, at, at, random.pick(characters));
  },
  function deleteCharacters(text, random) {
    const [start, end] = span(text, random, 4);
    return splice(text, start, end, '');
  },
  function insertFragment(text, random) {
    const [at] = span(text, random, 1);
    return splice(text, at, at, random.pick(fragments));
  },
  function cutAndPaste(text, random) {
    const [start, end] = span(text, random, 400);
    const rest = splice(text, start, end, '');
    const [at] = span(rest, random, 1);
    return splice(rest, at, at, text.slice(start, end));
  },
  function copyAndPaste(text, random) {
    const [start, end] = span(text, random, 400);
    const [at] = span(text, random, 1);
    return splice(text, at, at, text.slice(start, end));
  },
  function deleteSpan(text, random) {
    const [start, end] = span(text, random, 200);
    return splice(text, start, end, '');
  },
  function swapTokens(text, random) {
    const tokens = [...text.matchAll(/\{\{[^}]*\}\}|<[^>]*>|[\w-]+="[^"]*"/g)];
    if (tokens.length < 2) return text;
    const [left, right] = [random.pick(tokens), random.pick(tokens)].sort((one, other) => one.index - other.index);
    if (left === undefined || right === undefined || left.index + left[0].length > right.index) return text;
    const swapped = splice(text, right.index, right.index + right[0].length, left[0]);
    return splice(swapped, left.index, left.index + left[0].length, right[0]);
  },
  function renameTag(text, random) {
    const names = [...text.matchAll(/(?<=<\/?)mj[\w-]*/g)];
    if (names.length < 2) return text;
    const name = random.pick(names);
    return splice(text, name.index, name.index + name[0].length, random.pick(names)[0]);
  },
  function deleteValue(text, random) {
    const values = [...text.matchAll(/(?<==")[^"]*/g)];
    if (values.length === 0) return text;
    const value = random.pick(values);
    return splice(
      text,
      value.index,
      value.index + value[0].length,
      random.pick(['', 'x', '-1px', '0', '100%', '1e9px', '{{x}}']),
    );
  },
  function mixLineEnds(text, random) {
    const ends = ['\n', '\r\n', '\r'];
    return text.replace(/\r\n|\r|\n/g, (end) => (random.below(3) === 0 ? random.pick(ends) : end));
  },
  function cutOff(text, random) {
    return text.slice(0, text.length - random.below(Math.min(400, text.length + 1)));
  },
];
