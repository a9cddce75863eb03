type AttributeValue = string | number | boolean | undefined | ((event: Event) => void);
type Child = Node | string | undefined | false;

/**
 * Makes an element. A function is a listener for the event its key names without `on`; true is an empty attribute, false and
 * undefined none. Text is always text, never html.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== undefined && child !== false) made.append(child);
  return made;
}

/** A codicon. It is decoration: the name of a control stands in its text or its `aria-label`. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** Sets the text only when it changed, so that a live region is not read again and a selection survives. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
