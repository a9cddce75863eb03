import Handlebars from 'handlebars';
import {
  type Layout,
  type LayoutContent,
  type StandIn,
  type StandInCall,
  type StandInTable,
  textOf,
} from './standIn.ts';
import { isRecord } from '../../isRecord.ts';

/** handlebars-layouts: the contents are gathered first, then the layout asks for them with `block`. */
const extend: StandIn = {
  answer: (call) => {
    const { layout, block } = call;
    const name = textOf(call.values[0]);
    const context = extended(call);
    layout.levels.push(new Map());
    try {
      block?.show(context);
      return new Handlebars.SafeString(layout.callPartial(name, context));
    } finally {
      layout.levels.pop();
    }
  },
};

/** As `extend`, but what the mail itself fills stays outside. */
const embed: StandIn = {
  answer: (call) => {
    const outer = call.layout.levels.splice(0);
    try {
      return extend.answer(call);
    } finally {
      call.layout.levels.push(...outer);
    }
  },
};

const content: StandIn = {
  answer: (call) => {
    const { layout, block, hash } = call;
    const name = textOf(call.values[0]);
    const level = layout.levels.at(-1);
    if (block === undefined) return layout.levels.some((each) => each.has(name));
    // No layout is being filled: it is shown where it stands.
    if (level === undefined) return block.show(call.context);
    const mode = hash['mode'] === 'append' || hash['mode'] === 'prepend' ? hash['mode'] : 'replace';
    const kept: LayoutContent = { mode, show: (context) => block.show(context) };
    level.set(name, [...(level.get(name) ?? []), kept]);
    return '';
  },
};

const block: StandIn = {
  answer: (call) => {
    const { layout, context } = call;
    const name = textOf(call.values[0]);
    const shown = extended(call);
    let output = call.block?.show(shown) ?? keptOf(layout, name);
    // The mail that extends a layout has the last word over the layout that extends another.
    for (const level of layout.levels.toReversed()) {
      for (const each of level.get(name) ?? []) {
        const own = each.show(context);
        output = each.mode === 'append' ? output + own : each.mode === 'prepend' ? own + output : own;
      }
    }
    return new Handlebars.SafeString(output);
  },
};

/** express-hbs and express-handlebars: kept until a layout asks for it. */
const keep: StandIn = {
  answer: ({ layout, values, block, context }) => {
    const name = textOf(values[0]);
    if (block === undefined) return new Handlebars.SafeString(keptOf(layout, name));
    layout.kept.set(name, keptOf(layout, name) + block.show(context));
    return '';
  },
};

export const layoutHelpers: StandInTable = {
  extend,
  embed,
  block,
  content,
  contentFor: keep,
  section: keep,
  yield: keep,
};

function keptOf(layout: Layout, name: string): string {
  return layout.kept.get(name) ?? '';
}

function extended({ context, hash }: StandInCall): unknown {
  return isRecord(context) && Object.keys(hash).length > 0 ? { ...context, ...hash } : context;
}
