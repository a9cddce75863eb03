import { templateBaseName } from './templateName.ts';

/** What a mail can be written to a file as: its html, its plain text, the whole message. */
export const exportKinds = ['html', 'txt', 'eml'] as const;

export type ExportKind = (typeof exportKinds)[number];

export interface PlannedExport {
  /** Path of the template below the exported folder, with slashes. */
  readonly template: string;
  readonly kind: ExportKind;
  /** Path of the file to write below the target folder, with slashes. */
  readonly file: string;
}

/**
 * Where the mails of a folder go: the same folders again, under names without the endings of templates. Two templates that would
 * become one file keep their whole names, and so does one whose file would be a template of the folder, `order.html` of `order.html`.
 *
 * @param templates paths below the exported folder, with slashes
 */
export function planExports(templates: readonly string[], kinds: readonly ExportKind[]): readonly PlannedExport[] {
  const counts = new Map<string, number>();
  for (const template of templates) {
    const key = comparable(baseOf(template));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const sources = new Set(templates.map(comparable));
  return templates.flatMap((template) =>
    kinds.map((kind) => {
      const isFree = (file: string): boolean => !sources.has(comparable(file));
      const short = `${baseOf(template)}.${kind}`;
      if (counts.get(comparable(baseOf(template))) === 1 && isFree(short)) return { template, kind, file: short };
      // `order.html.html` would look like a mistake.
      const isNew = !comparable(template).endsWith(`.${kind}`) && isFree(`${template}.${kind}`);
      return { template, kind, file: `${template}${isNew ? '' : '.rendered'}.${kind}` };
    }),
  );
}

/** The name of one exported file beside its template. */
export function exportName(template: string, kind: ExportKind): string {
  return planExports([template], [kind])[0]?.file ?? `${template}.${kind}`;
}

function baseOf(template: string): string {
  const folder = template.slice(0, template.lastIndexOf('/') + 1);
  return folder + templateBaseName(template);
}

/** Disks of Windows and macOS take two names that differ in case for one. */
function comparable(path: string): string {
  return path.toLowerCase();
}
