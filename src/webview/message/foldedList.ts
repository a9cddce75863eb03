import { element } from '../page/element.ts';
import { formatCount } from '../page/localise.ts';
import { text } from './text.ts';

/** A list of which only the first few are shown until somebody asks for the rest. */
export function foldedList(
  { label, class: className, most }: { readonly label: string; readonly class: string; readonly most: number },
  items: readonly HTMLLIElement[],
): HTMLUListElement {
  const rest = items.slice(most);
  const list = element('ul', { class: className, 'aria-label': label }, ...items.slice(0, most));
  if (rest.length === 0) return list;
  const more = element(
    'li',
    {},
    element(
      'button',
      {
        type: 'button',
        class: 'link-button',
        onclick: () => {
          more.replaceWith(...rest);
          rest[0]?.setAttribute('tabindex', '-1');
          rest[0]?.focus();
        },
      },
      formatCount(rest.length, text.moreOne, text.moreMany),
    ),
  );
  list.append(more);
  return list;
}
