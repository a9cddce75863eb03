import type { MjmlNode } from 'mjml-parser-xml';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Finding } from './mjmlFindings.ts';

/** What took the place of the elements that only MJML 3 had. */
const successors: ReadonlyMap<string, string> = new Map([
  ['mj-container', 'put its attributes and its content into <mj-body>'],
  ['mj-hero-content', 'put its attributes and its content into <mj-hero>'],
  ['mj-html', 'write <mj-raw>'],
  ['mj-inline-links', 'write <mj-navbar>'],
  ['mj-invoice', 'write <mj-table>'],
  ['mj-invoice-item', 'write <tr> in <mj-table>'],
  ['mj-link', 'write <mj-navbar-link>'],
  ['mj-list', 'write <ul> in <mj-text>'],
  ['mj-location', 'write <mj-image> and <mj-text>'],
]);

/** What to write instead of an element of MJML 3; undefined when it is none. */
export function successorOf(name: string): string | undefined {
  return successors.get(name);
}

/**
 * Puts the content of a `<mj-container>` into its body, as MJML 4 does with mails of MJML 3: without that, nothing of the mail
 * would be there.
 */
export function openContainers(tree: MjmlNode, { components }: MjmlEngine): readonly Finding[] {
  if (components[containerName] !== undefined) return [];
  const known = components['mj-body']?.allowedAttributes ?? {};
  const findings: Finding[] = [];
  for (const body of (tree.children ?? []).filter((child) => child.tagName === 'mj-body')) {
    const containers = (body.children ?? []).filter((child) => child.tagName === containerName);
    if (containers.length === 0) continue;
    for (const node of containers) {
      const message = `<${containerName}> is no more since MJML 4: ${successorOf(containerName) ?? ''}`;
      findings.push({ severity: 'warning', code: 'mjml-version', message, node });
      const attributes = Object.entries(node.attributes ?? {}).filter(
        ([name]) => Object.hasOwn(known, name) || name === 'css-class' || name === 'mj-class',
      );
      body.attributes = { ...Object.fromEntries(attributes), ...body.attributes };
    }
    body.children = (body.children ?? []).flatMap((child) =>
      child.tagName === containerName ? (child.children ?? []) : child,
    );
  }
  return findings;
}

const containerName = 'mj-container';
