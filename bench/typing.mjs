// @ts-check

/** @typedef {Readonly<Record<string, string>>} Edited texts that are not saved, by the name of the file */
/** @typedef {{ readonly edited: Edited, press: () => Edited }} Typist */

/**
 * Types as a person would, in another section with every key: each text is new, so that nobody can have kept what comes of it.
 * @type {Readonly<Record<'character' | 'newLine' | 'head' | 'partial' | 'data', (mail: import('./templates.mjs').Mail) => Typist>>}
 */
export const typists = {
  character: (mail) => inSections(mail, (turn) => 'etaoinshrdlu'[turn % 12] ?? 'e'),
  newLine: (mail) => inSections(mail, () => '\n          '),
  head: (mail) => {
    const changes = (/** @type {string} */ text, /** @type {number} */ turn) =>
      text.replace(/(<mj-text font-size="16px" line-height=)"[^"]*"/, `$1"24.${turn}px"`);
    return inFile(mail, mail.template, changes);
  },
  partial: (mail) => {
    const changes = (/** @type {string} */ text) => text.replace('class="note">', 'class="note">x');
    return inFile(mail, 'partials/panel.hbs', changes);
  },
  data: (mail) => inFile(mail, mail.dataFile ?? '', (text) => text.replace('Notebook', 'Notebooks')),
};

/**
 * @param {import('./templates.mjs').Mail} mail
 * @param {string} name
 * @param {(text: string, turn: number) => string} change
 * @returns {Typist}
 */
function inFile(mail, name, change) {
  let text = mail.files[name] ?? '';
  let turn = 0;
  return {
    get edited() {
      return { [name]: text };
    },
    press() {
      const before = text;
      text = change(text, ++turn);
      if (text === before) throw new Error(`There is nothing to edit in ${name}`);
      return { [name]: text };
    },
  };
}

/**
 * @param {import('./templates.mjs').Mail} mail
 * @param {(turn: number) => string} what
 */
function inSections(mail, what) {
  return inFile(mail, mail.template, (text, turn) => {
    const body = text.indexOf('<mj-body');
    // Runs of plain words, which are what is read in the mail.
    const places = [...text.slice(body).matchAll(/(?<=(?:[^{#]>|\n)[^<>{}"]{0,40}[a-z])[a-z]{3,} [a-z]/g)];
    const place = places[Math.floor(((turn * 0.618_034) % 1) * places.length)];
    if (place === undefined) return text;
    const at = body + place.index + 1;
    return text.slice(0, at) + what(turn) + text.slice(at);
  });
}
