import { scanTags } from './tags.ts';

/** The files that the `<mj-include>` tags of a text name, without leading dots: what the path of the file ends with. */
export function includedPaths(text: string): readonly string[] {
  if (!/<mj-include/i.test(text)) return [];
  return scanTags(text)
    .filter((tag) => tag.kind === 'open' && tag.name === 'mj-include')
    .flatMap((tag) => tag.attributes.filter((attribute) => attribute.name === 'path'))
    .map((attribute) => text.slice(attribute.valueStart, attribute.valueEnd))
    .map((path) => `/${path.replaceAll('\\', '/').replace(/^(\.{0,2}\/)+/, '')}`)
    .filter((path) => path !== '/');
}
