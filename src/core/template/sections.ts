import { asStatement } from './handlebarsNodes.ts';
import { wordsOf } from './helperHints.ts';

// `{{#x}}` goes through a list, enters an object or asks whether something is so, and only the data tell which. Without data,
// its name and its body have to.

/** A plural. */
export function isListName(name: string): boolean {
  const last = wordsOf(name).at(-1) ?? '';
  if (/^(items?|list|rows|entries|lines|children|people)$/.test(last)) return true;
  return (
    last.length > 3 && last.endsWith('s') && !/(ss|us|is|ous|address|details|settings|options|news|status)$/.test(last)
  );
}

/** `isPaid`, `hasDiscount` */
export function isClaimName(name: string): boolean {
  const [first = ''] = wordsOf(name);
  return /^(is|has|have|show|can|should|was|with|enable|enabled|include|hide|use|needs)$/.test(first);
}

/** Whether anything in a block could be a property of what the block is about. */
export function asksForNames(program: hbs.AST.Program | undefined): boolean {
  return (program?.body ?? []).some((node) => {
    const { type } = asStatement(node);
    return type !== 'ContentStatement' && type !== 'CommentStatement';
  });
}
