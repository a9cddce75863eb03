/**
 * Packages that bring Handlebars helpers, with the name that a package's only helper is registered by; undefined where the
 * package names its helpers itself. Each is loaded only if the project depends on it and lacks a helper.
 */
export const helperPackages: ReadonlyMap<string, string | undefined> = new Map([
  ['handlebars-helpers', undefined],
  ['@budibase/handlebars-helpers', undefined],
  ['just-handlebars-helpers', undefined],
  ['handlebars-layouts', undefined],
  ['handlebars-intl', undefined],
  ['handlebars-group-by', undefined],
  ['handlebars.moment', undefined],
  ['swag', undefined],
  ['handlebars-dateformat', 'dateFormat'],
  ['handlebars-helper-equal', 'equal'],
  ['handlebars-helper-pluralize', 'pluralize'],
  ['handlebars-helper-repeat', 'repeat'],
  ['handlebars-helper-ternary', 'ternary'],
  ['helper-date', 'date'],
  ['helper-markdown', 'markdown'],
]);

/** The presets of Vendure's email plugin count money in cents. */
export const vendurePackage = '@vendure/';
