import type { MarkRegion, ScanState } from './markPoints.ts';
import { regionInside } from './markRegions.ts';

/** The innermost element that is open at a place, and those around it. */
export interface OpenElement {
  readonly name: string;
  readonly parent: OpenElement | undefined;
  readonly depth: number;
  /** Of what stands directly in it. */
  readonly region: MarkRegion;
  /** How many mustaches came before the last point of its text, and the line it is in. */
  lastText?: { readonly mustaches: number; readonly line: number };
}

export function openElement(around: OpenElement, name: string): OpenElement {
  if (name.length > maxNameLength) return around;
  const isNext = around.name === name && endsBefore(name);
  const parent = isNext ? (around.parent ?? around) : around;
  return parent.depth < maxDepth ? openIn(parent, name) : around;
}

/** What is not closed inside of it ends with it; but html ends at an MJML element. */
export function closeElement(inside: OpenElement, name: string): OpenElement {
  const isMjml = name.startsWith('mj');
  let element = inside;
  while (element.name !== name) {
    const isBarrier = element.name === callerName || (!isMjml && element.name.startsWith('mj'));
    if (isBarrier || element.parent === undefined) return inside;
    element = element.parent;
  }
  return element.parent ?? inside;
}

/** For a block whose content is shown by a partial, in elements that are not known here. */
export function openForCaller(around: OpenElement): OpenElement {
  return { name: callerName, parent: around, depth: around.depth + 1, region: 'caller' };
}

export function readState(state: ScanState): OpenElement {
  let open: OpenElement = { name: callerName, parent: undefined, depth: 0, region: 'caller' };
  for (const name of state === '' ? [] : state.split(' ')) open = openIn(open, name);
  return open;
}

export function writeState(open: OpenElement): ScanState {
  const names: string[] = [];
  for (let element = open; element.parent !== undefined; element = element.parent)
    if (element.name !== callerName) names.push(element.name);
  return names.reverse().join(' ');
}

/** In place of the elements of whoever shows a text. */
const callerName = '';

/** More than MJML itself is given to read. Without limits, the state of a hostile text would grow with each of its segments. */
const maxDepth = 100;
const maxNameLength = 40;

function openIn(parent: OpenElement, name: string): OpenElement {
  return { name, parent, depth: parent.depth + 1, region: regionInside(name, parent) };
}

/** `<li>` after `<li>`: html does not ask for the end of the first. */
function endsBefore(name: string): boolean {
  return /^(?:p|li|tr|td|th|dt|dd|option)$/.test(name);
}
