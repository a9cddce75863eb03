import { components, initializeType } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import { dependencies, type MjmlRule, type MjmlRuleError, rulesCollection } from 'mjml-validator';
import { closest } from '../text/closest.ts';
import type { Finding } from './mjmlFindings.ts';

export interface ValidationOptions {
  /** MJML runs first: values may still hold mustaches, which nobody can judge yet. */
  readonly hasMustaches: boolean;
}

/**
 * Runs mjml-validator's rules on each element by itself, which tells what its own walk over the tree leaves out: the element.
 * The sentences are ours; a rule that is not known here keeps its own.
 */
export function validateTree(tree: MjmlNode, options: ValidationOptions): readonly Finding[] {
  const findings: Finding[] = [];
  visit(tree, options, findings);
  return findings;
}

const skipElements = ['mjml'];
const ruleOptions = { components, dependencies, skipElements, initializeType };

function visit(node: MjmlNode, options: ValidationOptions, findings: Finding[]): void {
  if (!skipElements.includes(node.tagName)) {
    for (const [name, rule] of Object.entries(rulesCollection)) findings.push(...applyRule(name, rule, node, options));
  }
  for (const child of node.children ?? []) visit(child, options, findings);
}

function applyRule(name: string, rule: MjmlRule, node: MjmlNode, options: ValidationOptions): readonly Finding[] {
  switch (name) {
    case 'validAttributes':
      return errorsOf(rule, node).length === 0 ? [] : unknownAttributes(node);
    case 'validTypes':
      return errorsOf(rule, node).length === 0 ? [] : invalidValues(node, options);
    case 'validTag':
      return errorsOf(rule, node).map(() => unknownElement(node));
    case 'validChildren':
      return (node.children ?? []).flatMap((child) =>
        errorsOf(rule, { ...node, children: [child] }).map(() => misplaced(child, node)),
      );
    default:
      return errorsOf(rule, node).map((error) => ({
        severity: 'warning',
        code: 'mjml-rule',
        message: error.message,
        node,
      }));
  }
}

function errorsOf(rule: MjmlRule, node: MjmlNode): readonly MjmlRuleError[] {
  const errors = rule(node, ruleOptions);
  if (errors === null) return [];
  return 'message' in errors ? [errors] : errors;
}

const globalAttributes = ['mj-class', 'css-class'];

function unknownAttributes(node: MjmlNode): readonly Finding[] {
  const known = [...Object.keys(components[node.tagName]?.allowedAttributes ?? {}), ...globalAttributes];
  return Object.keys(node.attributes ?? {})
    .filter((attribute) => !known.includes(attribute))
    .map((attribute) => {
      const meant = closest(attribute, known);
      const message = `<${node.tagName}> has no attribute "${attribute}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
      return { severity: 'warning', code: 'mjml-attribute', message, node, attribute };
    });
}

function invalidValues(node: MjmlNode, options: ValidationOptions): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [attribute, value] of Object.entries(node.attributes ?? {})) {
    const type = components[node.tagName]?.allowedAttributes?.[attribute];
    if (type === undefined || (options.hasMustaches && String(value).includes('{{'))) continue;
    if (new (initializeType(type))(value).isValid()) continue;
    const message = `${attribute}="${shorten(String(value))}" of <${node.tagName}> must be ${typeInWords(type)}`;
    findings.push({ severity: 'warning', code: 'mjml-value', message, node, attribute });
  }
  return findings;
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

function unknownElement(node: MjmlNode): Finding {
  const name = node.tagName;
  if (!name.startsWith('mj')) {
    const message = `<${name}> is html and is left out here: put it into <mj-text> or <mj-raw>`;
    return { severity: 'error', code: 'mjml-element', message, node };
  }
  const meant = closest(name, Object.keys(components));
  const message = `<${name}> is no MJML element${meant === undefined ? '' : `; did you mean <${meant}>?`}`;
  return { severity: 'error', code: 'mjml-element', message, node };
}

function misplaced(child: MjmlNode, parent: MjmlNode): Finding {
  const allowed = Object.entries(dependencies)
    .filter(([, children]) => children.includes(child.tagName))
    .map(([name]) => `<${name}>`);
  const where = allowed.length === 0 ? '' : `: put it in ${inList(allowed)}`;
  const message = `<${child.tagName}> may not stand in <${parent.tagName}>${where}`;
  // MJML renders it where it stands; only its strict mode refuses, and published mails have it.
  return { severity: 'warning', code: 'mjml-nesting', message, node: child };
}

function inList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

function shorten(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}...` : value;
}
