import type { MjmlNode } from 'mjml-parser-xml';
import type { MjmlRule, MjmlRuleError } from 'mjml-validator';
import { scanMustaches } from '../template/mustaches.ts';
import { reasonOf } from '../reasonOf.ts';
import { closest } from '../text/closest.ts';
import { markAttribute } from '../sourceMap/marks.ts';
import { successorOf } from './mjml3.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Finding } from './mjmlFindings.ts';

export interface ValidationOptions {
  readonly engine: MjmlEngine;
  /** MJML runs first: values may still hold mustaches, which nobody can judge yet. */
  readonly hasMustaches: boolean;
  /** Whether a value holds tags of another language, which nobody will judge here either. */
  readonly hasTags?: (value: string) => boolean;
}

/**
 * Runs mjml-validator's rules on each element by itself, which tells what its own walk over the tree leaves out: the element.
 * The sentences are ours; a rule that is not known here keeps its own.
 */
export function validateTree(tree: MjmlNode, options: ValidationOptions): readonly Finding[] {
  return new TreeValidation(options).validate(tree);
}

const skipElements = ['mjml'];

const globalAttributes = ['mj-class', 'css-class'];

class TreeValidation {
  readonly #engine: MjmlEngine;
  readonly #hasMustaches: boolean;
  readonly #hasTags: (value: string) => boolean;
  readonly #findings: Finding[] = [];

  constructor({ engine, hasMustaches, hasTags }: ValidationOptions) {
    this.#engine = engine;
    this.#hasMustaches = hasMustaches;
    this.#hasTags = hasTags ?? (() => false);
  }

  validate(tree: MjmlNode): readonly Finding[] {
    this.#visit(tree);
    return this.#findings;
  }

  #visit(node: MjmlNode): void {
    if (!skipElements.includes(node.tagName)) {
      for (const [name, rule] of Object.entries(this.#engine.rules))
        this.#findings.push(...this.#applyRule(name, rule, node));
    }
    this.#findings.push(...droppedText(node), ...this.#spokenElement(node));
    for (const child of node.children ?? []) this.#visit(child);
  }

  #applyRule(name: string, rule: MjmlRule, node: MjmlNode): readonly Finding[] {
    switch (name) {
      case 'validAttributes':
        return this.#errorsOf(rule, node).length === 0 ? [] : this.#unknownAttributes(node);
      case 'validTypes':
        return this.#errorsOf(rule, node).length === 0 ? [] : this.#invalidValues(node);
      case 'validTag':
        return this.#errorsOf(rule, node).map(() => this.#unknownElement(node));
      case 'validChildren':
        return (node.children ?? []).flatMap((child) =>
          this.#errorsOf(rule, { ...node, children: [child] }).map(() => this.#misplaced(child, node)),
        );
      default:
        return this.#errorsOf(rule, node).map((error) => ({
          severity: 'warning',
          code: 'mjml-rule',
          message: error.message,
          node,
        }));
    }
  }

  #errorsOf(rule: MjmlRule, node: MjmlNode): readonly MjmlRuleError[] {
    const { components, dependencies, initializeType } = this.#engine;
    try {
      const errors = rule(node, { components, dependencies, skipElements, initializeType });
      if (errors === null || errors === undefined) return [];
      return 'message' in errors ? [errors] : errors;
    } catch (error) {
      // Of a project's own rule, or about what a custom component declares: `No type found for Foo`.
      const message = `<${node.tagName}> cannot be checked: ${reasonOf(error)}`;
      this.#findings.push({ severity: 'warning', code: 'mjml-rule', message, node });
      return [];
    }
  }

  #allowedAttributes(node: MjmlNode): Readonly<Record<string, string>> {
    return this.#engine.components[node.tagName]?.allowedAttributes ?? {};
  }

  #unknownAttributes(node: MjmlNode): readonly Finding[] {
    const known = [...Object.keys(this.#allowedAttributes(node)), ...globalAttributes];
    return Object.keys(node.attributes ?? {})
      .filter((attribute) => !known.includes(attribute))
      .map((attribute) => {
        const meant = closest(attribute, known);
        const message = `<${node.tagName}> has no attribute "${attribute}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
        return { severity: 'warning', code: 'mjml-attribute', message, node, attribute };
      });
  }

  #invalidValues(node: MjmlNode): readonly Finding[] {
    const findings: Finding[] = [];
    for (const [attribute, value] of Object.entries(node.attributes ?? {})) {
      const type = this.#allowedAttributes(node)[attribute];
      if (type === undefined || (this.#hasMustaches && String(value).includes('{{'))) continue;
      if (new (this.#engine.initializeType(type))(value).isValid() || this.#hasTags(String(value))) continue;
      const message = `${attribute}="${shorten(String(value))}" of <${node.tagName}> must be ${typeInWords(type)}`;
      findings.push({ severity: 'warning', code: 'mjml-value', message, node, attribute });
    }
    return findings;
  }

  #unknownElement(node: MjmlNode): Finding {
    const name = node.tagName;
    // Html has no names with a hyphen, and custom components have them.
    if (!name.startsWith('mj') && !name.includes('-')) {
      const message = `<${name}> is html and is left out here: put it into <mj-text> or <mj-raw>`;
      return { severity: 'error', code: 'mjml-element', message, node };
    }
    const successor = successorOf(name);
    if (successor !== undefined)
      return { severity: 'error', code: 'mjml-element', message: `<${name}> is of MJML 3: ${successor}`, node };
    const meant = closest(name, Object.keys(this.#engine.components));
    const message = `<${name}> is no MJML element${meant === undefined ? '' : `; did you mean <${meant}>?`}`;
    return { severity: 'error', code: 'mjml-element', message, node };
  }

  /** In an element for text, MJML's tags are text like all others, and mail programs get to see them. */
  #spokenElement(node: MjmlNode): readonly Finding[] {
    if (node.content === undefined || this.#engine.components[node.tagName]?.endingTag !== true) return [];
    const text = node.content.replace(/<!--[^]*?(?:-->|$)/g, '');
    const found = /<(mj-[a-z-]{1,40})(?=[\s/>])([^<>]{0,200})/.exec(text);
    const name = found?.[1];
    if (name === undefined || !Object.hasOwn(this.#engine.components, name)) return [];
    const mark = new RegExp(`${markAttribute}="([^"]{1,40})"`).exec(found?.[2] ?? '')?.[1];
    const advice = name === 'mj-raw' ? 'leave out its tags' : `put it beside <${node.tagName}>`;
    const message = `<${name}> is only text in <${node.tagName}>, and MJML leaves it there: ${advice}`;
    return [{ severity: 'warning', code: 'mjml-nesting', message, node, ...(mark === undefined ? {} : { mark }) }];
  }

  #misplaced(child: MjmlNode, parent: MjmlNode): Finding {
    const allowed = Object.entries(this.#engine.dependencies)
      .filter(([, children]) => children.includes(child.tagName))
      .map(([name]) => `<${name}>`);
    const where = allowed.length === 0 ? '' : `: put it in ${inList(allowed)}`;
    const message = `<${child.tagName}> may not stand in <${parent.tagName}>${where}`;
    // MJML renders it where it stands; only its strict mode refuses, and published mails have it.
    return { severity: 'warning', code: 'mjml-nesting', message, node: child };
  }
}

/** MJML's own elements that hold nothing but elements, or nothing at all: text in them is gone. */
const elementsWithoutText = new Set([
  'mjml',
  'mj-head',
  'mj-attributes',
  'mj-html-attributes',
  'mj-selector',
  'mj-body',
  'mj-wrapper',
  'mj-section',
  'mj-group',
  'mj-column',
  'mj-hero',
  'mj-image',
  'mj-divider',
  'mj-spacer',
  'mj-navbar',
  'mj-social',
  'mj-carousel',
  'mj-carousel-image',
  'mj-accordion',
  'mj-accordion-element',
]);

/** MJML's validator does not look at text, and its components do not render it. */
function droppedText(node: MjmlNode): readonly Finding[] {
  if (node.content === undefined || !elementsWithoutText.has(node.tagName)) return [];
  const text = withoutComments(node.content).trim();
  if (text === '') return [];
  // Code of whatever template language, which another program was to see after MJML.
  const isCode = /\{\{|\{%|<%|\$\{|\*\|/.test(text);
  const advice = isCode
    ? 'wrap it in <mj-raw>'
    : node.tagName === 'mj-column' || node.tagName === 'mj-hero'
      ? 'put it in <mj-text>'
      : 'put it in <mj-text>, in a column';
  const message = `"${shorten(text.split(/[\r\n]/, 1)[0] ?? '')}" stands directly in <${node.tagName}>, where MJML drops it: ${advice}`;
  return [{ severity: 'warning', code: 'mjml-dropped-text', message, node, isAboutText: true }];
}

function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (const { kind, start, end } of scanMustaches(text)) {
    if (kind !== 'comment') continue;
    kept += text.slice(from, start);
    from = end;
  }
  return kept + text.slice(from);
}

/** `unit(px,%){1,4}` in words. */
function typeInWords(type: string): string {
  const [, kind = type, list = '', repeat] = /^(\w+)(?:\((.*?)\))?(?:\{(\d+,\d+)\})?$/.exec(type) ?? [];
  const choices = list.split(',').filter((choice) => choice !== '');
  switch (kind) {
    case 'color':
      return 'a color, as #ff0000, rgb(255,0,0) or red';
    case 'enum':
      return `one of ${choices.join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'a whole number';
    case 'unit':
    case 'unitWithNegative': {
      const units = choices.filter((choice) => choice !== 'auto');
      const number = units.length === 0 ? 'a number' : `a number with ${units.join(' or ')}`;
      const several = repeat === undefined ? number : `one to four numbers with ${units.join(' or ')}`;
      return choices.includes('auto') ? `${several}, or auto` : several;
    }
    default:
      return `of type ${type}`;
  }
}

function inList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

function shorten(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}...` : value;
}
