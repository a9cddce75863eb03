export interface FrameListeners {
  /** A link was clicked; `href` exactly as the mail has it. */
  readonly onLink: (href: string) => void;
  /** The pointer or the focus is on a link; undefined when it left. */
  readonly onLinkHover: (href: string | undefined) => void;
  /** An image did not load. */
  readonly onImageFailed: (url: string) => void;
  /** Something that may have changed the height. */
  readonly onResize: () => void;
}

/** The frame cannot run scripts, so its events are handled from outside. Nothing in a mail navigates, submits or drags away. */
export function listenToFrame(mail: Document, listeners: FrameListeners): void {
  const followLink = (event: MouseEvent): void => {
    const href = linkHref(event);
    if (isSubmit(event.target)) event.preventDefault();
    if (href === undefined) return;
    event.preventDefault();
    if (!href.startsWith('#')) listeners.onLink(href);
    else if (event.type === 'click') scrollToAnchor(mail, href.slice(1));
  };
  mail.addEventListener('click', followLink, true);
  mail.addEventListener('auxclick', (event) => event.button === 1 && followLink(event), true);
  for (const name of ['submit', 'dragstart', 'dragover', 'drop'] as const) {
    mail.addEventListener(name, (event) => event.preventDefault(), true);
  }
  for (const name of ['mouseover', 'focusin'] as const) {
    mail.addEventListener(name, (event) => listeners.onLinkHover(linkHref(event)));
  }
  for (const name of ['mouseleave', 'focusout'] as const) {
    mail.documentElement.addEventListener(name, () => listeners.onLinkHover(undefined));
  }
  for (const name of ['keydown', 'keyup'] as const) mail.addEventListener(name, forwardKey);
  // Neither event bubbles; both are seen on the way down.
  mail.addEventListener('load', listeners.onResize, true);
  mail.addEventListener('toggle', listeners.onResize, true);
  mail.addEventListener(
    'error',
    (event) => {
      const url = isElement(event.target) && event.target.localName === 'img' ? event.target.getAttribute('src') : null;
      if (url !== null) listeners.onImageFailed(url);
    },
    true,
  );
}

/**
 * VS Code listens for keys in the page only; those pressed in a frame inside it would be lost to every keybinding. What VS Code
 * prevents stays prevented. Copying and selecting are left to the frame: VS Code would run them on the page around it.
 */
function forwardKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && /^(c|a|insert)$/i.test(event.key)) return;
  const copy = new KeyboardEvent(event.type, {
    key: event.key,
    code: event.code,
    // Deprecated, but it is what VS Code's webview reads.
    keyCode: event.keyCode,
    location: event.location,
    repeat: event.repeat,
    shiftKey: event.shiftKey,
    ctrlKey: event.ctrlKey,
    altKey: event.altKey,
    metaKey: event.metaKey,
    bubbles: true,
    cancelable: true,
  });
  if (!window.dispatchEvent(copy)) event.preventDefault();
}

function linkHref(event: Event): string | undefined {
  const link = isElement(event.target) ? event.target.closest('a, area') : null;
  const href = link?.getAttribute('href') ?? link?.getAttribute('xlink:href');
  return href?.trim();
}

function isSubmit(target: EventTarget | null): boolean {
  return (
    isElement(target) && target.closest('button, input[type=submit], input[type=image], input[type=reset]') !== null
  );
}

function scrollToAnchor(mail: Document, encoded: string): void {
  if (encoded === '' || encoded.toLowerCase() === 'top') {
    mail.documentElement.scrollIntoView();
    return;
  }
  const names = [encoded, decodeFragment(encoded)];
  const found = names.map((name) => mail.getElementById(name) ?? mail.getElementsByName(name)[0]).find(Boolean);
  found?.scrollIntoView();
}

function decodeFragment(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // A lone percent sign: the name is meant as it is written.
    return encoded;
  }
}

/** Elements of the frame are not instances of this window's classes. */
function isElement(target: EventTarget | null): target is Element {
  return target !== null && 'nodeType' in target && target.nodeType === 1;
}
