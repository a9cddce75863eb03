import { isBlockOpener, type Mustache } from './mustaches.ts';
import { maxFaults, type Repair, type SyntaxFault } from './syntaxFault.ts';
import type { BlockToken } from './blockTokens.ts';

export interface BlockFaults {
  readonly faults: readonly SyntaxFault[];
  readonly repairs: readonly Repair[];
  /** With more faults than are ever told, the rest was not looked at from this mustache on. */
  readonly endsBefore: Mustache | undefined;
}

export interface TokensEnd {
  readonly at: number;
  /** The text goes on, but is not read: a block that is still open there may well be closed. */
  readonly isCut: boolean;
}

/**
 * Matches the ends of blocks with their beginnings. Where they do not fit, something is missing, too much or misspelled, and
 * only the rest of the file shows which: all readings are followed side by side, the few with the least faults survive, and
 * the best one is told.
 */
export function matchBlocks(tokens: readonly BlockToken[], end: TokensEnd): BlockFaults {
  let readings: readonly Reading[] = [{ cost: 0, assumedAt: 0, open: undefined, findings: undefined }];
  let endsBefore: Mustache | undefined;
  for (const token of tokens) {
    if ((readings[0]?.cost ?? 0) > maxFaults * cost.fault) {
      endsBefore = token.mustache;
      break;
    }
    const next = readings.flatMap((reading) => follow(reading, token));
    // Of the equally good ones, the last to assume something stay: a mistake shows soon.
    readings = next.length <= 1 ? next : next.sort(compareReadings).slice(0, maxReadings);
  }
  const last = endsBefore === undefined ? end : { at: endsBefore.start, isCut: true };
  const [best] = readings
    .map((reading) => closeDownTo(reading, undefined, { before: undefined, ...last }))
    .sort((left, right) => left.cost - right.cost);
  const faults: SyntaxFault[] = [];
  const repairs: Repair[] = [];
  for (let finding = best?.findings; finding !== undefined; finding = finding.earlier) {
    if (finding.fault !== undefined) faults.push(finding.fault);
    if (finding.repair !== undefined) repairs.push(finding.repair);
  }
  return { faults: faults.reverse(), repairs: repairs.reverse(), endsBefore };
}

const maxReadings = 12;

/** How far a closing mustache is looked for its block: people forget one end or two. */
const maxUnclosed = 6;

/** What a reading must assume; only their order matters. */
const cost = {
  fault: 10,
  /** A closing mustache too much is rarer than one that is misspelled or missing. */
  stray: 10.5,
  /** A mustache is almost there, with a brace too few, and makes the rest fit. */
  loose: 5,
  /** Follows from a mustache that is known to be damaged. */
  echo: 1,
  /** A block and its end are indented differently. */
  indent: 0.5,
};

/** One way to understand the text so far. What it knows is shared with the readings it came from. */
interface Reading {
  readonly cost: number;
  /** Place of the mustache at which it last had to assume something. */
  readonly assumedAt: number;
  readonly open: OpenBlock | undefined;
  readonly findings: Finding | undefined;
}

interface OpenBlock {
  readonly token: BlockToken;
  readonly hasElse: boolean;
  readonly outer: OpenBlock | undefined;
}

interface Finding {
  readonly fault?: SyntaxFault;
  readonly repair?: Repair;
  readonly earlier: Finding | undefined;
}

function compareReadings(left: Reading, right: Reading): number {
  return left.cost - right.cost || right.assumedAt - left.assumedAt;
}

function follow(reading: Reading, token: BlockToken): readonly Reading[] {
  const found = token.loose === undefined ? reading : add(reading, cost.loose, token.loose);
  const readings = followFound(found, token).map((next) =>
    next.findings === reading.findings ? next : { ...next, assumedAt: token.mustache.start },
  );
  return token.loose === undefined ? readings : [reading, ...readings];
}

function followFound(reading: Reading, token: BlockToken): readonly Reading[] {
  const { mustache } = token;
  if (isBlockOpener(mustache)) {
    const opened = { ...reading, open: { token, hasElse: false, outer: reading.open } };
    return token.isDamaged ? [opened, add(reading, cost.echo, { repair: without(mustache) })] : [opened];
  }
  return mustache.kind === 'else' ? followElse(reading, token) : followClose(reading, token);
}

function followClose(reading: Reading, token: BlockToken): readonly Reading[] {
  const readings: Reading[] = [];
  const { mustache } = token;
  let depth = 0;
  for (let block = reading.open; block !== undefined && depth < maxUnclosed; block = block.outer, depth++) {
    if (!canClose(block, token)) continue;
    const inner = closeDownTo(reading, block, { before: mustache, at: mustache.start });
    readings.push(close(inner, block, token));
    const isSure = depth === 0 && !token.isDamaged && isAligned(block.token, token);
    if (isSure) return readings;
  }
  const { open } = reading;
  const isKnown = !token.isDamaged && mustache.name !== '';
  if (open !== undefined && !canClose(open, token)) {
    const { name } = open.token.mustache;
    const misfit = `{{/${mustache.name}}} does not fit the open block ${say(open.token.mustache)}: write {{/${name}}}`;
    const isEcho = !isKnown || open.token.isDamaged;
    const renamed = isEcho ? add(reading, cost.echo, {}) : add(reading, cost.fault, { fault: at(mustache, misfit) });
    readings.push(close(renamed, open, token));
  }
  const message = `{{/${mustache.name}}} closes a block that was not opened`;
  const stray = { repair: without(mustache), ...(isKnown ? { fault: at(mustache, message) } : {}) };
  readings.push(add(reading, isKnown ? cost.stray : cost.echo, stray));
  return readings;
}

/** A name that was damaged away fits every other. */
function canClose(block: OpenBlock, { mustache }: BlockToken): boolean {
  const { name } = block.token.mustache;
  return name === mustache.name || name === '' || mustache.name === '';
}

function close(reading: Reading, block: OpenBlock, token: BlockToken): Reading {
  const closed = { ...reading, open: block.outer, cost: reading.cost + indentCost(block.token, token) };
  const opener = block.token.mustache;
  const closer = token.mustache;
  if (opener.name === '')
    return add(closed, 0, { repair: { ...without(opener), text: `{{#${closer.nameSource || 'x'}}}` } });
  if (opener.name === closer.name) return closed;
  return add(closed, 0, { repair: { ...without(closer), text: `{{/${opener.nameSource}}}` } });
}

/** Takes the blocks above one for unclosed. */
function closeDownTo(
  reading: Reading,
  wanted: OpenBlock | undefined,
  place: Partial<TokensEnd> & { readonly before: Mustache | undefined; readonly at: number },
): Reading {
  let current = reading;
  for (let block = reading.open; block !== undefined && block !== wanted; block = block.outer) {
    const { mustache } = block.token;
    const { name, nameSource } = mustache;
    const isEcho = block.token.isDamaged || place.isCut === true;
    const where = place.before === undefined ? 'never closed' : `not closed before ${sayPlace(place.before)}`;
    const fault = isEcho ? {} : { fault: at(mustache, `${say(mustache)} is ${where}: add {{/${name}}}`) };
    const repair = name === '' ? without(mustache) : { start: place.at, end: place.at, text: `{{/${nameSource}}}` };
    current = add({ ...current, open: block.outer }, isEcho ? cost.echo : cost.fault, { ...fault, repair });
  }
  return current;
}

function followElse(reading: Reading, token: BlockToken): readonly Reading[] {
  const { mustache } = token;
  const { open } = reading;
  if (open === undefined) {
    const outside = add(reading, cost.fault, { fault: at(mustache, `${sayElse(mustache)} stands outside of a block`) });
    return [add(outside, 0, { repair: without(mustache) }), withLostOpener(outside, token)];
  }
  const readings: Reading[] = [];
  const isFitting = mayHaveElse(open, mustache);
  if (isFitting) {
    readings.push(withElse(reading, open, token));
    if (indentCost(open.token, token) === 0) return readings;
  }
  const isEcho = open.token.isDamaged;
  const fault = at(
    mustache,
    isFitting ? `${sayElse(mustache)} stands in no block of its own` : elseMessage(open, mustache),
  );
  const surplus = add(reading, isEcho ? cost.echo : cost.fault, isEcho ? {} : { fault });
  readings.push(add(surplus, 0, { repair: without(mustache) }), withLostOpener(surplus, token));
  const { outer } = open;
  if (outer !== undefined && mayHaveElse(outer, mustache))
    readings.push(withElse(closeDownTo(reading, outer, { before: mustache, at: mustache.start }), outer, token));
  return readings;
}

/** The beginning of the block may be what is missing: then the next end belongs to this else. */
function withLostOpener(reading: Reading, token: BlockToken): Reading {
  const mustache = { ...token.mustache, kind: 'open', name: '', nameSource: '' } as const;
  return { ...reading, open: { token: { ...token, mustache, isDamaged: true }, hasElse: true, outer: reading.open } };
}

/** `{{else if x}}` may be followed by more of its kind, but only `{{#x}}` has them. */
function mayHaveElse(block: OpenBlock, mustache: Mustache): boolean {
  const { kind } = block.token.mustache;
  return !block.hasElse && (kind === 'open' || (kind === 'inverse' && mustache.name === ''));
}

function withElse(reading: Reading, block: OpenBlock, token: BlockToken): Reading {
  const open = { ...block, hasElse: token.mustache.name === '' };
  return { ...reading, open, cost: reading.cost + indentCost(block.token, token) };
}

function elseMessage(block: OpenBlock, mustache: Mustache): string {
  const opener = say(block.token.mustache);
  if (block.hasElse) return `${opener} already has an {{else}}: remove one of them, or write {{else if ...}}`;
  return `${opener} can have no ${block.token.mustache.kind === 'inverse' ? sayElse(mustache) : '{{else}}'}`;
}

function indentCost(opener: BlockToken, closer: BlockToken): number {
  return opener.line === closer.line || isAligned(opener, closer) ? 0 : cost.indent;
}

function isAligned(opener: BlockToken, closer: BlockToken): boolean {
  return opener.indent === closer.indent && opener.indent !== undefined;
}

function add(reading: Reading, more: number, finding: Omit<Finding, 'earlier'>): Reading {
  return { ...reading, cost: reading.cost + more, findings: { ...finding, earlier: reading.findings } };
}

function at({ start, end }: Mustache, message: string): SyntaxFault {
  return { start, end, message };
}

function without({ start, end }: Mustache): Repair {
  return { start, end, text: '' };
}

function say({ kind, name }: Mustache): string {
  const sigil = kind === 'inverse' ? '^' : kind === 'partialBlock' ? '#> ' : kind === 'decoratorBlock' ? '#*' : '#';
  return `{{${sigil}${name}}}`;
}

function sayPlace(mustache: Mustache): string {
  return mustache.kind === 'else' ? sayElse(mustache) : `{{/${mustache.name}}}`;
}

function sayElse({ name }: Mustache): string {
  return name === '' ? '{{else}}' : `{{else ${name}}}`;
}
