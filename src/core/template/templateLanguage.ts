import { basename } from 'node:path';
import { extensionLanguage, isCurlyExpression, nameCurlyLanguage } from './curlyLanguages.ts';
import { type MergeTag, scanMergeTags, type TagSyntax } from './mergeTags.ts';
import type { SourceText } from './sourceFiles.ts';

/** A template language that Mailproof does not run: its tags stay as they are. */
export interface TemplateLanguage {
  /** `Liquid`, `EJS`, `Mailchimp merge tags`, ... */
  readonly name: string;
  /** False when its tags are written like Handlebars' own, which would only stumble over them. */
  readonly allowsHandlebars: boolean;
  /** The tag that gave it away. */
  readonly first: MergeTag;
  readonly syntaxes: ReadonlySet<TagSyntax>;
}

/**
 * Recognises the other languages that mails are written in. When in doubt it is Handlebars: taking a Handlebars template for
 * something else would show its tags to the reader, while a missed language only shows the mistakes that Handlebars finds in it.
 */
export function detectLanguage(source: SourceText): TemplateLanguage | undefined {
  const tags = scanMergeTags(source.text.slice(0, judgedLength));
  const mustaches = tags.filter((tag) => tag.syntax === 'mustache');
  const file: JudgedFile = {
    tags,
    mustaches,
    name: basename(source.path).toLowerCase(),
    isHandlebars: mustaches.some((tag) => handlebarsOnly.test(tag.inner)),
  };
  for (const recognise of [curly, go, marked, plain]) {
    const language = recognise(file);
    if (language !== undefined) return language;
  }
  return undefined;
}

/** The largest template seen in the wild has 60,000. */
const judgedLength = 100_000;

interface JudgedFile {
  readonly tags: readonly MergeTag[];
  readonly mustaches: readonly MergeTag[];
  /** In lower case. */
  readonly name: string;
  /** It has mustaches that no other language has: `{{#if x}}`, `{{> x}}`, `{{{x}}}`. */
  readonly isHandlebars: boolean;
}

type Recogniser = (file: JudgedFile) => TemplateLanguage | undefined;

const handlebarsOnly = /^~?\s*(?:[#>&*^]|\/\s*[\w@"'[]|\{(?!\$)|this\b|@\w|\.\.?\/)|~$/;

/** `{% %}`, and mustaches that say more than Handlebars understands. */
const curly: Recogniser = ({ tags, mustaches, name, isHandlebars }) => {
  const control = tags.filter((tag) => tag.syntax === 'percent' && /^[-~+]?\s*[a-z_]/i.test(tag.inner));
  const comments = tags.filter((tag) => tag.syntax === 'hashComment' && !tag.isInCode);
  // Go and Blade have pipes and calls too.
  const isOther = mustaches.some((tag) => isGo(tag) || isBlade(tag)) || tags.some(isBladeWord);
  const isNamed = extensionLanguage(name) !== undefined;
  const spoken = isOther ? [] : mustaches.filter((tag) => isNamed || weightOf(tag) > 0);
  const weight =
    control.length * 6 + comments.length * 3 + spoken.reduce((sum, tag) => sum + Math.max(weightOf(tag), 1), 0);
  const isNamedHandlebars = /\.(?:hbs|handlebars)\b/.test(name);
  if (weight <= (isNamed ? 0 : isNamedHandlebars ? 4 : 2)) return undefined;
  // A pipe or a bracket in a Handlebars template is a mistake in it.
  if (isHandlebars && control.length === 0) return undefined;
  const first = firstOf([...control, ...comments, ...(isHandlebars ? [] : spoken)]);
  if (first === undefined) return undefined;
  return {
    name: nameCurlyLanguage([...control, ...spoken], name),
    allowsHandlebars: isHandlebars,
    first,
    syntaxes: new Set<TagSyntax>(
      isHandlebars ? ['percent', 'hashComment'] : ['percent', 'hashComment', 'mustache', 'brackets'],
    ),
  };
};

/** How much a mustache speaks against Handlebars, which refuses all of these. */
function weightOf(tag: MergeTag): number {
  const code = withoutStrings(tag.inner);
  if (handlebarsOnly.test(tag.inner)) return 0;
  if (/^[-~]?\s*(?:(?:var|data):|\$\{)|^[\w .]+:default=/.test(code)) return 6;
  // `{{ name | upcase }}`; a word that no language has may be a slip of the finger.
  if (/[\w")\]]\s*\|\s*[a-z_]/i.test(code)) return isCurlyExpression(tag.inner) ? 5 : 2;
  // `{{ t("x") }}`, `{{ a ? b : c }}`
  if (/^[-~]?\s*[\w.]+\([^()]*\)/.test(code) || /\s(?:[=!]=|[+?]|\?\?|&&)\s/.test(code)) return 3;
  return 0;
}

const go: Recogniser = ({ mustaches, isHandlebars }) => {
  const first = isHandlebars ? undefined : mustaches.find(isGo);
  return first === undefined ? undefined : language('Go templates', first, ['mustache']);
};

/** `{{.Name}}`, `{{range .Items}}`, `{{template "header" .}}`, `{{$x := 1}}` */
function isGo(tag: MergeTag): boolean {
  const code = withoutStrings(tag.inner);
  return (
    !handlebarsOnly.test(tag.inner) &&
    /(?:^|[\s(])\$?\.[a-z]|^-?\s*(?:\$\w+\s*:?=|(?:template|define|block)\s+""|\/\*)/i.test(code)
  );
}

/** `{{ $name }}`, `{{-- note --}}` */
function isBlade(tag: MergeTag): boolean {
  return tag.syntax === 'mustache' && /^\s*\$\w|^--/.test(tag.inner);
}

/** `@endif`, `{!! $html !!}` */
function isBladeWord(tag: MergeTag): boolean {
  const words = /^@(?:end(?:if|foreach|section|unless)\b|extends|yield|component)/;
  return tag.syntax === 'bang' || (tag.syntax === 'at' && words.test(tag.inner));
}

/** Languages whose tags cannot be anything else. Handlebars may stand beside them. */
const marked: Recogniser = ({ tags, mustaches, name, isHandlebars }) => {
  const first = (syntax: TagSyntax, inner = /^/): MergeTag | undefined =>
    tags.find((tag) => tag.syntax === syntax && inner.test(tag.inner));
  const blade = isHandlebars ? [] : [...mustaches.filter(isBlade), ...tags.filter(isBladeWord)];
  if (blade.length > 0) return language('Blade', firstOf(blade), ['mustache', 'bang', 'at', 'php']);
  const angle = first('angle');
  if (angle !== undefined) return beside(nameAngleLanguage(tags, name), angle, ['angle']);
  const thymeleaf = first('attribute') ?? first('brackets', /^[$#*~]\{/);
  if (thymeleaf !== undefined) return beside('Thymeleaf', thymeleaf, ['brackets', 'dollar', 'pound']);
  const freeMarker = first('poundElement');
  if (freeMarker !== undefined) return beside('FreeMarker', freeMarker, ['poundElement', 'dollar']);
  const dollarMustache = first('dollarMustache');
  if (dollarMustache !== undefined) {
    const name = '${{...}}$ placeholders';
    // Handlebars would see its own mustaches in them.
    return mustaches.length > 0
      ? beside(name, dollarMustache, ['dollarMustache'])
      : language(name, dollarMustache, ['dollarMustache', 'brace']);
  }
  for (const [syntax, title, inner] of unmistakable) {
    const found = first(syntax, inner);
    if (found !== undefined) return beside(title, found, [syntax]);
  }
  return undefined;
};

const unmistakable: readonly (readonly [TagSyntax, string, RegExp?])[] = [
  ['php', 'PHP'],
  ['star', 'Mailchimp merge tags'],
  ['doublePercent', 'AMPscript', /^\s*(?:set|var|if|v\(|@)|[@(]/i],
  ['doublePercent', '%%...%% merge tags'],
];

/** Signs that plain text has as well: they count only where there is nothing else, not even a mustache. */
const plain: Recogniser = ({ tags, mustaches, name }) => {
  if (mustaches.length > 0 || /\.(?:hbs|handlebars)\b/.test(name)) return undefined;
  const candidates = tags.filter((tag) => !tag.isInCode);
  for (const [syntax, title, more = []] of weak) {
    const found = candidates.filter((tag) => tag.syntax === syntax);
    // `{x}` may stand in any prose once.
    const isEnough = syntax !== 'brace' || new Set(found.map((tag) => tag.inner)).size > 1;
    if (found[0] !== undefined && isEnough) return language(title, found[0], [syntax, ...more]);
  }
  return undefined;
};

const weak: readonly (readonly [TagSyntax, string, (readonly TagSyntax[])?])[] = [
  ['at', 'Razor'],
  ['poundWord', 'Velocity', ['dollar']],
  ['smarty', 'Smarty'],
  ['dollar', '${...} placeholders'],
  ['pound', '#{...} placeholders'],
  ['percentBrace', '%{...} placeholders'],
  ['brackets', '[[...]] placeholders'],
  ['bracketPercent', '[%...%] placeholders'],
  ['singlePercent', '%...% merge tags'],
  ['atName', '@...@ merge tags'],
  ['brace', '{...} placeholders'],
];

function nameAngleLanguage(tags: readonly MergeTag[], fileName: string): string {
  if (/\.erb\b/.test(fileName)) return 'ERB';
  if (/\.ejs\b/.test(fileName)) return 'EJS';
  if (/\.jsp\b/.test(fileName)) return 'JSP';
  if (/\.h?eex\b/.test(fileName)) return 'EEx';
  const code = tags.filter((tag) => tag.syntax === 'angle').map((tag) => tag.inner.trim());
  const has = (pattern: RegExp): boolean => code.some((inner) => pattern.test(inner));
  // Of a service that sends mail, filled in by it: `<%asm_group_unsubscribe_raw_url%>`.
  if (code.every((inner) => /^(?:asm_\w+|subject|body)$/.test(inner))) return 'SendGrid tags';
  if (has(/^@\s*(?:page|taglib|include)\b|^!/i)) return 'JSP';
  if (has(/<-|\bdo$|^else$/) && has(/^=\s*(?:if|for|case|cond)\b|<-/)) return 'EEx';
  if (
    has(
      /^(?:end|else|elsif\b.*|if [^({]*|unless\b.*)$|\bdo(?:\s*\|[^|]*\|)?$|^[=-]?\s*@|_(?:url|path)\b|^=\s*(?:link_to|render|yield|image_tag|t\s?['"])/,
    )
  )
    return 'ERB';
  if (has(/[{}]$|=>|;$|^[-=]\s*include\s*\(|^[-_]|\blocals\b|\.(?:forEach|map|length|toFixed)\b/)) return 'EJS';
  return 'EJS or ERB';
}

function language(
  name: string,
  first: MergeTag | undefined,
  syntaxes: readonly TagSyntax[],
): TemplateLanguage | undefined {
  return first === undefined ? undefined : { name, allowsHandlebars: false, first, syntaxes: new Set(syntaxes) };
}

function beside(name: string, first: MergeTag, syntaxes: readonly TagSyntax[]): TemplateLanguage {
  return { name, allowsHandlebars: true, first, syntaxes: new Set(syntaxes) };
}

function firstOf(tags: readonly MergeTag[]): MergeTag | undefined {
  return tags.reduce<MergeTag | undefined>(
    (first, tag) => (first === undefined || tag.start < first.start ? tag : first),
    undefined,
  );
}

function withoutStrings(code: string): string {
  return code.replace(/"[^"]*"|'[^']*'/g, '""');
}
