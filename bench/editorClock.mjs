// @ts-check
/// <reference lib="dom" />

/**
 * Runs in every frame of the window, before its own scripts. Notes when keys are pressed, and when the typed word (the marker and
 * the letters behind it) is in a document: the frame's own, or that of a frame inside it that its scripts can reach.
 *
 * Times are in milliseconds since 1970, of one clock for all frames.
 *
 * @param {string} marker
 */
export function watchFrame(marker) {
  const now = () => performance.timeOrigin + performance.now();
  const word = new RegExp(`${marker}([a-z]*)`);
  const tell = (/** @type {string | null} */ text) => {
    const found = word.exec(text ?? '');
    // The console is what every frame has, whatever becomes of its document.
    if (found !== null) console.debug(`${marker} ${found[1]?.length ?? 0} ${now()}`);
  };
  if (window === window.top) {
    // @ts-expect-error read by the bench
    const presses = (globalThis.benchPresses = []);
    for (const name of ['keydown', 'pointerdown']) {
      // @ts-expect-error its elements are
      document.addEventListener(name, (event) => presses.push({ key: event.key ?? '', time: now() }), true);
    }
    return;
  }
  /** @type {WeakSet<Node>} */
  const watched = new WeakSet();
  const watch = (/** @type {Document | null} */ target) => {
    const root = target?.documentElement;
    if (!target || !root || watched.has(root)) return;
    watched.add(root);
    tell(target.body?.textContent ?? '');
    new MutationObserver((changes) => {
      for (const { target: changed, addedNodes } of changes) {
        if (changed.nodeType === Node.TEXT_NODE) tell(changed.nodeValue);
        else for (const node of addedNodes) tell(node.textContent);
      }
    }).observe(root, { subtree: true, childList: true, characterData: true });
  };
  const look = () => {
    watch(document);
    for (const frame of document.querySelectorAll('iframe')) {
      // Null where the frame is of another origin.
      watch(frame.contentDocument);
    }
  };
  look();
  // A document that is opened again, as VS Code does with the page of a webview, loses its animation frames, and not its timers.
  setInterval(look, 4);
}
