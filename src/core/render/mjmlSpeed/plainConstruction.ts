import type { MjmlAttributes, MjmlBodyClass, MjmlContext, MjmlElement, MjmlValue } from 'mjml-core';
import type { AttributeFormats } from './attributeFormats.ts';

/** What a component's constructor leaves besides what all of them leave. */
export interface OwnFields {
  readonly headStyle?: unknown;
}

/**
 * Tries whether the constructor of a component only keeps what it is given, so that it need not run: MJML's are compiled for
 * engines without classes, and each of their levels costs more than all that they do.
 *
 * Undefined where it does more, or where that cannot be told.
 */
export function ownFieldsOf(Component: MjmlBodyClass, formats: AttributeFormats): OwnFields | undefined {
  const watched: Watched = { isAsked: false };
  const context = watching({}, watched);
  const given = { children: [], content: 'content', absoluteFilePath: 'path', rawAttrs: { 'own-attribute': '1' } };
  const attributes = { 'own-attribute': '1' };
  const globalAttributes = { 'global-attribute': '2' };
  // Only handed on: nothing is asked of it.
  const element = new Component({
    ...given,
    attributes,
    globalAttributes,
    props: { index: 3 },
    context: context as MjmlContext,
  });
  const { props, attributes: kept, context: keptContext, headStyle, ...more } = element;
  const expected: Record<string, MjmlValue> = {};
  const all: MjmlAttributes = { ...Component.defaultAttributes, ...globalAttributes, ...attributes };
  formats.add(expected, all, Component.allowedAttributes);
  const isPlain =
    isSame(props, { ...given, index: 3 }) &&
    isSame(kept, expected) &&
    keptContext === context &&
    Object.keys(more).length === 0 &&
    !watched.isAsked;
  if (!isPlain) return undefined;
  if (headStyle === undefined) return {};
  return asksNothing(headStyle, element) ? { headStyle } : undefined;
}

function isSame(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Whether one element's function would do for all: it takes everything from its argument and nothing from its element. */
function asksNothing(method: unknown, element: MjmlElement): boolean {
  if (typeof method !== 'function') return false;
  const watched: Watched = { isAsked: false };
  for (const name of Reflect.ownKeys(element)) Reflect.deleteProperty(element, name);
  Object.setPrototypeOf(element, watching(Object.prototype, watched));
  return ['480px', '', 'x'].every((breakpoint) => typeof method(breakpoint) === 'string') && !watched.isAsked;
}

interface Watched {
  isAsked: boolean;
}

function watching(target: object, watched: Watched): object {
  const notice = (): undefined => {
    watched.isAsked = true;
  };
  return new Proxy(target, {
    get: notice,
    has: () => (watched.isAsked = true),
    ownKeys: () => ((watched.isAsked = true), []),
  });
}
