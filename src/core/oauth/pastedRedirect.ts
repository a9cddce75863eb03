/** The parameters of an address that a person copied out of a browser; undefined: it is none that a sign-in ends on. */
export function parsePastedRedirect(text: string): URLSearchParams | undefined {
  const trimmed = text.trim().replace(/^["'<]|["'>]$/g, '');
  if (trimmed.length > maxLength || /\s/.test(trimmed)) return undefined;
  const query = URL.canParse(trimmed) ? new URL(trimmed).search : trimmed.replace(/^[^?]*\?/, '');
  const parameters = new URLSearchParams(query);
  const isAnswer = parameters.has('code') || parameters.has('error');
  return isAnswer && parameters.has('state') ? parameters : undefined;
}

/** Codes of Microsoft have about two thousand characters. */
const maxLength = 20_000;
