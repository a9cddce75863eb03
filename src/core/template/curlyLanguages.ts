import type { MergeTag } from './mergeTags.ts';

/**
 * Names the language of `{% %}` tags and piped mustaches by the words that only some of them have. These languages descend
 * from each other, so a small template may be valid in several: then the name says so.
 */
export function nameCurlyLanguage(tags: readonly MergeTag[], fileName: string): string {
  const named = extensionLanguage(fileName);
  if (named !== undefined) return named;
  const scores = new Map<string, number>();
  for (const tag of tags) {
    for (const { name, words, expressions } of signs) {
      const word = tag.syntax === 'percent' ? (/^[-~+]?\s*(\w+)/.exec(tag.inner)?.[1] ?? '') : '';
      const isSign = words.has(word) || expressions.test(tag.inner);
      if (isSign) scores.set(name, (scores.get(name) ?? 0) + 1);
    }
  }
  // Dialects are told by words that nobody else has; each of them counts more than what they share.
  const dialect = ['Braze Liquid', 'Mailjet', 'HubL', 'Marketo tokens'].find((name) => scores.has(name));
  if (dialect !== undefined) return dialect;
  const best = Math.max(0, ...scores.values());
  const names = [...scores].filter(([, score]) => score === best).map(([name]) => name);
  const [only] = names;
  if (names.length === 1 && only !== undefined) return only;
  if (names.length === 0) return 'Liquid or Jinja';
  return names.includes('Liquid') ? 'Liquid or Jinja' : names.includes('Twig') ? 'Jinja or Twig' : 'Jinja or Django';
}

/** Whether some of these languages is known to write this. */
export function isCurlyExpression(inner: string): boolean {
  return signs.some((sign) => sign.expressions.test(inner));
}

/** The language that a file name in lower case tells; undefined when it tells none. */
export function extensionLanguage(fileName: string): string | undefined {
  return extensions.find(([pattern]) => pattern.test(fileName))?.[1];
}

const extensions: readonly (readonly [RegExp, string])[] = [
  [/\.liquid\b/, 'Liquid'],
  [/\.twig\b/, 'Twig'],
  [/\.(?:njk|nunjucks)\b/, 'Nunjucks'],
  [/\.(?:j2|jinja2?)\b/, 'Jinja'],
  [/\.hubl\b/, 'HubL'],
];

interface Sign {
  readonly name: string;
  /** The first word in `{% %}`. */
  readonly words: ReadonlySet<string>;
  /** Anywhere in a tag. */
  readonly expressions: RegExp;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

const signs: readonly Sign[] = [
  { name: 'Braze Liquid', words: words('connected_content abort_message catalog_items'), expressions: /\$\{/ },
  { name: 'Mailjet', words: new Set(), expressions: /\b(?:var|data):[\w"]/ },
  { name: 'Marketo tokens', words: new Set(), expressions: /^[\w .]+:default=/ },
  {
    name: 'HubL',
    words: words('module dnd_area widget_block module_attribute boolean text rich_text email_flex_area'),
    expressions: /\bpersonalization_token\(/,
  },
  {
    name: 'Liquid',
    words: words('assign capture endcapture unless endunless case when elsif tablerow liquid render increment'),
    expressions:
      /\|\s*(?:upcase|downcase|capitalize|strip_html|newline_to_br|money\w*|divided_by|times|minus|plus|at_most|at_least|escape_once|append|prepend|uniq|img_url|url_encode|size)\b|\|\s*\w+:\s|\bcontains\b|(?:==|!=)\s*(?:blank|nil|empty)\b/,
  },
  {
    name: 'Django',
    words: words(
      'load url static blocktrans endblocktrans blocktranslate translate ifequal endifequal now empty csrf_token ifchanged unsubscribe web_view firstof spaceless mjml endmjml',
    ),
    expressions: /\|\w+:["'\w]|\b(?:blocktrans|forloop\.counter)\b/,
  },
  {
    name: 'Jinja',
    words: words('block endblock extends set endset macro endmacro import from call elif filter'),
    expressions:
      /\|\s*(?:upper|lower|title|safe|e|tojson|striptags|trim|round|format|default|join|length)\b(?!:)|\bloop\.\w|\bis (?:not )?defined\b|^[-~]?\s*[\w.]+\(/,
  },
  {
    name: 'Twig',
    words: words(
      'embed endembed apply endapply elseif trans_default_domain block endblock extends set endset macro import from',
    ),
    expressions:
      /\|\s*(?:trans|raw|format_\w+|inky_to_html|inline_css|number_format|nl2br|slice|merge)\b|\bis (?:not )?empty\b|^[-~]?\s*(?:path|url|asset|include|source)\(|\?\?|\s~\s/,
  },
  { name: 'Nunjucks', words: words('asyncEach asyncAll ifAsync endeach'), expressions: /^\b$/ },
];
