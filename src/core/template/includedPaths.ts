import type { Mustache } from './mustaches.ts';
import { scanTags } from './tags.ts';

/** What the `<mj-include>` tags of a text name, as it is written there. */
export function includedPaths(text: string, mustaches: readonly Mustache[] = []): readonly string[] {
  if (!/<mj-include/i.test(text)) return [];
  return scanTags(text, mustaches)
    .filter((tag) => tag.kind === 'open' && tag.name === 'mj-include')
    .flatMap((tag) => tag.attributes.filter((attribute) => attribute.name === 'path'))
    .map((attribute) => text.slice(attribute.valueStart, attribute.valueEnd))
    .filter((path) => path !== '');
}

/** What the path of an included file ends with. */
export function endOfIncluded(path: string): string {
  return `/${path.replaceAll('\\', '/').replace(/^(\.{0,2}\/)+/, '')}`;
}
