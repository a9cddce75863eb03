import { element } from './element.ts';

export interface Popup {
  /** Gives the focus back to the button, unless it went elsewhere meanwhile. */
  readonly close: () => void;
  /** Under the button, as far into the page as it has to be. Again after its content changed. */
  readonly place: () => void;
}

/** The open one, with the button it belongs to: there is never a second. */
let open: { readonly button: HTMLElement; readonly popup: Popup } | undefined;

/**
 * Shows something under a button until Escape, a press elsewhere, or the focus leaves the page, which is how a press in the mail's
 * frame is noticed. Pressing its button again closes it, too.
 */
export function openPopup(button: HTMLElement, content: HTMLElement): Popup {
  open?.popup.close();
  const holder = element('div', { class: 'popup' }, content);
  const ending = new AbortController();
  const close = (): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    open = undefined;
    const hadFocus = holder.contains(document.activeElement);
    holder.remove();
    button.setAttribute('aria-expanded', 'false');
    if (hadFocus) button.focus();
  };
  const popup: Popup = { close, place: () => placeUnder(button, holder) };
  open = { button, popup };
  listen(holder, button, { close, place: popup.place, signal: ending.signal });
  button.setAttribute('aria-expanded', 'true');
  button.after(holder);
  popup.place();
  return popup;
}

/** Whether this button's popup was open; it is closed then. What a press on the button asks first. */
export function closePopupOf(button: HTMLElement): boolean {
  if (open?.button !== button) return false;
  open.popup.close();
  return true;
}

function listen(
  holder: HTMLElement,
  button: HTMLElement,
  { close, place, signal }: Popup & { readonly signal: AbortSignal },
): void {
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close();
    },
    { capture: true, signal },
  );
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (target instanceof Node && !holder.contains(target) && !button.contains(target)) close();
    },
    { capture: true, signal },
  );
  window.addEventListener('blur', close, { signal });
  window.addEventListener('resize', place, { signal });
}

function placeUnder(button: HTMLElement, holder: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const room = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  const top = anchor.bottom + gapPx;
  holder.style.maxHeight = `${Math.max(room.height - top - marginPx, leastHeightPx)}px`;
  holder.style.maxWidth = `${room.width - 2 * marginPx}px`;
  holder.style.top = `${Math.max(Math.min(top, room.height - leastHeightPx), 0)}px`;
  const width = holder.offsetWidth;
  // Under the button's own edge that is nearer to the page's.
  const wanted = anchor.left + anchor.width / 2 > room.width / 2 ? anchor.right - width : anchor.left;
  holder.style.left = `${Math.max(Math.min(wanted, room.width - width - marginPx), marginPx)}px`;
}

const gapPx = 4;

const marginPx = 4;

const leastHeightPx = 80;
