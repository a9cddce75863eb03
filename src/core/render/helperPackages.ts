/** Packages that bring Handlebars helpers; each is loaded only if the project depends on it and lacks a helper. */
export const helperPackages: ReadonlySet<string> = new Set([
  'handlebars-helpers',
  '@budibase/handlebars-helpers',
  '@jaredwray/fumanchu',
  'just-handlebars-helpers',
  'handlebars-layouts',
  'handlebars-extend-block',
  'handlebars-intl',
  'handlebars-dateformat',
  'handlebars.moment',
  'handlebars-moment',
  'handlebars-helpers-moment',
  'handlebars-group-by',
  'handlebars-paginate',
  'handlebars-i18n',
  'handlebars-i18next',
  'handlebars-inline-css',
  'handlebars-numeral',
  'handlebars-helper-equal',
  'handlebars-helper-ifequal',
  'handlebars-helper-compare',
  'handlebars-helper-range',
  'handlebars-helper-repeat',
  'handlebars-helper-slugify',
  'handlebars-registrar',
  'helper-date',
  'helper-markdown',
  'swag',
]);

/** The presets of Vendure's email plugin count money in cents. */
export const vendurePackage = '@vendure/';
