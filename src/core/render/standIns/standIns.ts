import { comparison } from './comparison.ts';
import { dates } from './dates.ts';
import { layoutHelpers } from './layouts.ts';
import { lists } from './lists.ts';
import { numbers } from './numbers.ts';
import { objects } from './objects.ts';
import type { StandIn, StandInTable } from './standIn.ts';
import { strings } from './strings.ts';

/** The stand-in that a name is answered by, in whatever notation it is written: `formatDate`, `format-date`, `format_date`. */
export function findStandIn(name: string, presets: readonly StandInTable[] = []): StandIn | undefined {
  const camel = name.replaceAll(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
  for (const table of [...presets, ...tables]) {
    for (const each of [name, camel]) if (Object.hasOwn(table, each)) return table[each];
  }
  return undefined;
}

export function standInNames(): readonly string[] {
  return tables.flatMap((table) => Object.keys(table));
}

const tables: readonly StandInTable[] = [comparison, strings, numbers, dates, lists, objects, layoutHelpers];
