import { basename, dirname, relative } from 'node:path';

/** ISO 639-1, complete: a folder `en` is a locale, a folder `js` is none. */
const languages = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es ' +
    'et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki ' +
    'kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no ' +
    'nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te ' +
    'tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu'
  ).split(' '),
);

/** `de`, `pt-BR`, `zh_Hans`. */
export function isLocale(name: string): boolean {
  const parts = /^([a-z]{2})(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}))?$/i.exec(name);
  return parts !== null && languages.has((parts[1] ?? '').toLowerCase());
}

export interface LocalName {
  readonly name: string;
  readonly locale: string | undefined;
}

/** `body.de` is the German `body`; `order-de` is not: a hyphen says too little. */
export function splitLocale(name: string): LocalName {
  const dot = name.lastIndexOf('.');
  const suffix = name.slice(dot + 1);
  return dot > 0 && isLocale(suffix) ? { name: name.slice(0, dot), locale: suffix } : { name, locale: undefined };
}

/** The folder, and the one around it when it holds one language of several: what is not there may be shared by all. */
export function withFolderOfLocale(folder: string, root: string): readonly string[] {
  // A project called `tr` or `my` is no language of what lies around it.
  return folder !== root && isLocale(basename(folder)) ? [folder, dirname(folder)] : [folder];
}

/** The nearest folder below the root that is named for a locale. */
export function localeOfFolder(folder: string, root: string): string | undefined {
  return relative(root, folder).split(/[\\/]/).findLast(isLocale);
}
