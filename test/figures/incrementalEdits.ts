import type { Random } from '../support/random.ts';
import { headFragments, nastyFragments } from './nastyFragments.ts';

/** The text after an edit; the same text where there is nothing of that kind to edit. */
export type Edit = (text: string, random: Random) => string;

/** What people do that leaves a template whole, mostly. */
export const commonEdits: readonly Edit[] = [
  function typeInText(text, random) {
    return insertAt(text, random, /(?<=>[^<>{}]{0,200})[a-z]/gi, random.pick(characters));
  },
  function typeWord(text, random) {
    return insertAt(text, random, /(?<=>[^<>{}]{0,200}) /g, ` ${random.pick(words)}`);
  },
  function deleteFromText(text, random) {
    return replaceOne(text, random, /(?<=>[^<>{}]{0,200})[a-z]{1,3}/gi, '');
  },
  function pressEnter(text, random) {
    return insertAt(text, random, /(?<=>[^<>{}]{0,200})[ \n]/g, random.pick(['\n', '\r\n', '\n      ']));
  },
  function changeValue(text, random) {
    return replaceOne(text, random, /(?<=[\w-]=")[^"<>]*(?=")/g, random.pick(values));
  },
  function typeInTag(text, random) {
    return insertAt(text, random, /(?<=<mj-[a-z-]{1,20}) /g, random.pick(attributes));
  },
  function changeNumber(text, random) {
    return replaceOne(text, random, /\b\d+(?=px|%)/g, String(random.below(700)));
  },
  function duplicateElement(text, random) {
    const element = pickElement(text, random);
    return element === undefined
      ? text
      : splice(text, element.end, element.end, text.slice(element.start, element.end));
  },
  function duplicateOnNewLine(text, random) {
    const element = pickElement(text, random);
    if (element === undefined) return text;
    return splice(text, element.end, element.end, `\n${text.slice(element.start, element.end)}`);
  },
  function moveElement(text, random) {
    const element = pickElement(text, random);
    if (element === undefined) return text;
    const rest = splice(text, element.start, element.end, '');
    const place = pickElement(rest, random)?.start ?? element.start;
    return splice(rest, place, place, text.slice(element.start, element.end));
  },
  function deleteElement(text, random) {
    const element = pickElement(text, random);
    return element === undefined ? text : splice(text, element.start, element.end, '');
  },
  function addToHead(text, random) {
    return insertAt(text, random, /(?<=<mj-head>)/g, `\n    ${random.pick(headFragments)}`);
  },
  function changeHead(text, random) {
    const end = text.indexOf('</mj-head>');
    if (end < 0) return text;
    return (
      replaceOne(text.slice(0, end), random, /(?<=">)[^<>]+|(?<=")[^"<>]+(?=")/g, random.pick(values)) + text.slice(end)
    );
  },
  function wrapInBlock(text, random) {
    const element = pickElement(text, random);
    if (element === undefined) return text;
    const [open, close] = random.pick(blocks);
    return splice(text, element.start, element.end, `${open}${text.slice(element.start, element.end)}${close}`);
  },
  function typeMustache(text, random) {
    return insertAt(text, random, /(?<=>[^<>{}]{0,200}) /g, random.pick(mustaches));
  },
  function commentOut(text, random) {
    const element = pickElement(text, random);
    if (element === undefined) return text;
    return splice(text, element.start, element.end, `<!-- ${text.slice(element.start, element.end)} -->`);
  },
  function addBlankLine(text, random) {
    return insertAt(text, random, /\n/g, random.pick(['\n', '\n\n', '\r\n', '\n  ']));
  },
  function indent(text, random) {
    const element = pickElement(text, random);
    if (element === undefined) return text;
    const indented = text.slice(element.start, element.end).replaceAll('\n', '\n  ');
    return splice(text, element.start, element.end, indented);
  },
  function changeLineEnds(text) {
    return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n');
  },
  function pasteBetweenElements(text, random) {
    const place = pickElement(text, random)?.start ?? text.length;
    const fragment = random.pick(nastyFragments);
    return splice(text, place, place, random.below(2) === 0 ? fragment : `${fragment}\n`);
  },
];

/** What leaves a template broken, until it is undone or mended. */
export const breakingEdits: readonly Edit[] = [
  function pasteAnywhere(text, random) {
    const at = random.below(text.length + 1);
    return splice(text, at, at, random.pick(nastyFragments));
  },
  function deleteTag(text, random) {
    return replaceOne(text, random, /<\/?[a-z][^<>]*>/g, '');
  },
  function deleteBracket(text, random) {
    return replaceOne(text, random, /[<>/"=]/g, '');
  },
  function deleteBrace(text, random) {
    return replaceOne(text, random, /\{\{|\}\}|\{|\}/g, '');
  },
  function renameTag(text, random) {
    return replaceOne(text, random, /(?<=<\/?)mj-[a-z-]+/g, random.pick(tagNames));
  },
  function breakMustache(text, random) {
    return replaceOne(
      text,
      random,
      /(?<=\{\{)[^{}]{1,30}(?=\}\})/g,
      random.pick(['#if', '/each', '> ', 'else', 'a b=', '(']),
    );
  },
  function typeSign(text, random) {
    const at = random.below(text.length + 1);
    return splice(text, at, at, random.pick(['<', '>', '"', "'", '{', '}', '/', '-', '&', '\0', '\ud83d']));
  },
  function cutOff(text, random) {
    return text.slice(0, text.length - random.below(Math.min(300, text.length + 1)));
  },
];

export const dataEdits: readonly Edit[] = [
  function changeText(text, random) {
    return replaceOne(
      text,
      random,
      /(?<=: ")[^"\\]*(?=")/g,
      random.pick(['', 'x', '<b>&"', '{{x}}', '<mj-text>', 'Zoë 😀']),
    );
  },
  function typeInData(text, random) {
    return insertAt(text, random, /(?<=: "[^"\\]{0,40})[a-z]/gi, random.pick(characters));
  },
  function changeLiteral(text, random) {
    return replaceOne(text, random, /\btrue\b|\bfalse\b|\b\d+\b/g, random.pick(['true', 'false', 'null', '0', '7']));
  },
  function renameKey(text, random) {
    return replaceOne(text, random, /(?<=")\w+(?=":)/g, random.pick(['name', 'x', 'items']));
  },
  function breakData(text, random) {
    return replaceOne(text, random, /[[\]{},:"]/g, '');
  },
];

const characters = ['e', 'Q', ' ', '7', 'é', '.', '&', '-', ';', '漢', '😀', '=', "'", '#'];
const words = [
  'bold',
  '<b>bold</b>',
  '<a href="#">link</a>',
  '<!-- note -->',
  '<br />',
  '<p class="a">p</p>',
  'Open Sans',
];
const values = [
  '',
  '0',
  '10px',
  '50%',
  '#ff0000',
  'center',
  'big',
  'big red',
  'Roboto, Arial',
  '{{order.number}}',
  'a > b',
];
const attributes = [
  ' css-class="a"',
  ' mj-class="big red"',
  ' padding="1px"',
  ' width="50%"',
  ' wrong="1"',
  ' color="#0f0"',
  ' x',
];
const mustaches = [
  ' {{order.number}}',
  ' {{customer.firstName}}',
  ' {{{order.noteHtml}}}',
  ' {{missing.value}}',
  ' {{#if customer}}yes{{else}}no{{/if}}',
  ' {{#each order.lines}}{{@index}}{{name}}{{/each}}',
  ' {{!-- note --}}',
  '{{~ order.number ~}}',
];
const blocks: readonly (readonly [open: string, close: string])[] = [
  ['{{#if customer.isMember}}', '{{/if}}'],
  ['{{#each order.lines}}\n', '\n{{/each}}'],
  ['{{#unless order}}', '{{else}}<!-- else -->{{/unless}}'],
  ['{{#with order}}', '{{/with}}'],
  ['{{~#if customer~}} ', ' {{~/if~}}'],
  ['<mj-wrapper>', '</mj-wrapper>'],
];
const tagNames = [
  'mj-text',
  'mj-section',
  'mj-column',
  'mj-wrapper',
  'mj-raw',
  'mj-body',
  'mj-head',
  'mj-none',
  'mj-hero',
];

/** From an opening tag to the next closing one of its name: whole where elements of a name are not nested. */
const elements =
  /<(mj-(?:section|wrapper|hero|column|group|text|button|image|raw|navbar|carousel|accordion|table|social|style|attributes|include))\b(?:[^<>]{0,2000}\/>|[^<>]{0,2000}>[^\0]{0,6000}?<\/\1>)/g;

function pickElement(text: string, random: Random): { readonly start: number; readonly end: number } | undefined {
  const found = [...text.matchAll(elements)];
  // Also of those inside of others.
  const inside = found.flatMap(({ 0: whole, index }) =>
    [...whole.slice(1).matchAll(elements)].map((inner) => ({ start: index + 1 + inner.index, whole: inner[0] })),
  );
  const all = [...found.map(({ 0: whole, index }) => ({ start: index, whole })), ...inside];
  if (all.length === 0) return undefined;
  const { start, whole } = random.pick(all);
  return { start, end: start + whole.length };
}

function insertAt(text: string, random: Random, places: RegExp, what: string): string {
  const found = [...text.matchAll(places)];
  if (found.length === 0) return text;
  const { index } = random.pick(found);
  return splice(text, index, index, what);
}

function replaceOne(text: string, random: Random, places: RegExp, replacement: string): string {
  const found = [...text.matchAll(places)];
  if (found.length === 0) return text;
  const { 0: old, index } = random.pick(found);
  return splice(text, index, index + old.length, replacement);
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
