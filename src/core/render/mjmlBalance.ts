import { scanTags, type Tag } from '../template/tags.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { markAttribute } from '../sourceMap/marks.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { Finding } from './mjmlFindings.ts';
import { endingTags } from './mjmlParse.ts';

/**
 * Finds MJML tags without their counterpart. MJML's parser closes them where it sees fit, and the mail then looks odd without
 * a reason; html inside of texts is the author's and is not looked at.
 */
export function findUnbalancedTags(engine: MjmlEngine, text: string, file: string): readonly Finding[] {
  const findings: Finding[] = [];
  const lines = new LineIndex(text);
  const isElement = (name: string): boolean => /^mj(ml$|-)/.test(name) || Object.hasOwn(engine.components, name);
  const tags = scanTags(text).filter((tag) => isElement(tag.name) && tag.name !== 'mj-include');
  const ending = endingTags(engine);
  const open: Tag[] = [];
  /** Index of the outermost open element whose content is text; -1 outside of any. */
  let inEnding = -1;
  /** Names of elements that were closed for the author; their own closing tag, when it comes late, is no second fault. */
  const closedEarly: string[] = [];
  const report = (tag: Tag, message: string, attribute?: string): void => {
    findings.push({
      severity: 'error',
      code: 'mjml-syntax',
      message,
      file,
      line: lines.positionAt(tag.start).line + 1,
      ...(attribute === undefined ? {} : { attribute }),
      ...markOf(text, tag),
    });
  };
  for (const tag of tags) {
    const fault = brokenTag(text, tag);
    if (fault !== undefined && inEnding < 0) report(tag, fault.message, fault.attribute);
    if (tag.kind === 'open') {
      if (tag.isSelfClosing) continue;
      if (inEnding < 0 && ending.has(tag.name)) inEnding = open.length;
      open.push(tag);
      continue;
    }
    const index = open.findLastIndex((each) => each.name === tag.name);
    if (index >= 0) {
      const unclosed = open.splice(index).slice(1);
      // What is open inside of a closed text element is text.
      const isText = inEnding >= 0 && inEnding <= index;
      if (inEnding >= index) inEnding = -1;
      if (isText) continue;
      const outer = unclosed.findIndex((each) => ending.has(each.name));
      for (const each of outer < 0 ? unclosed : unclosed.slice(0, outer + 1)) {
        closedEarly.push(each.name);
        report(each, `<${each.name}> is not closed before </${tag.name}>: add </${each.name}>`);
      }
    } else if (inEnding < 0) {
      const early = closedEarly.indexOf(tag.name);
      if (early >= 0) closedEarly.splice(early, 1);
      else report(tag, `</${tag.name}> closes an element that was not opened`);
    }
  }
  const outer = open.findIndex((each) => ending.has(each.name));
  for (const tag of outer < 0 ? open : open.slice(0, outer + 1))
    report(tag, `<${tag.name}> is never closed: add </${tag.name}>`);
  return findings;
}

/** A tag whose own text is damaged. */
function brokenTag(text: string, tag: Tag): { readonly message: string; readonly attribute?: string } | undefined {
  const name = `${tag.kind === 'close' ? '</' : '<'}${tag.name}`;
  const swallowing = tag.attributes.find((each) => {
    const value = text.slice(each.valueStart, each.valueEnd);
    return isSwallowing(value) || each.valueEnd >= text.length;
  });
  if (swallowing !== undefined) {
    return { message: `The value of "${swallowing.name}" has no closing quote`, attribute: swallowing.name };
  }
  return tag.isTerminated ? undefined : { message: `${name} is not finished: add >` };
}

/** A value that ends tags, or its line, and then begins others. */
function isSwallowing(value: string): boolean {
  const end = value.search(/[>\r\n]/);
  return end >= 0 && /<\/?mj-/.test(value.slice(end));
}

function markOf(text: string, tag: Tag): { readonly mark?: string } {
  const attribute = tag.attributes.find((each) => each.name === markAttribute);
  return attribute === undefined ? {} : { mark: text.slice(attribute.valueStart, attribute.valueEnd) };
}
