import mjml2html from 'mjml';
import {
  components,
  type MjmlBodyClass,
  type MjmlChildrenOptions,
  type MjmlComponent,
  type MjmlElementNode,
} from 'mjml-core';
import type { MjmlOptions } from '../template/mjmlConfig.ts';
import { isOfBody, withPrintedMark } from './mjmlMarked.ts';
import type { KnownFrame, SectionMemory } from './renderedSection.ts';
import { type Preset, type RenderedMail, type SectionedMail, SectionJob } from './sectionJob.ts';

/** The components that a mail is rendered with. */
export type ComponentOf = (tag: string) => MjmlComponent | undefined;

/**
 * Renders what is not known yet of a mail: MJML is asked for the mail without the children of its body, and in place of these
 * renders those that are new. Undefined where the result could differ from that of the whole. Throws what MJML throws.
 */
export async function renderSections(
  mail: SectionedMail,
  options: MjmlOptions,
  { memory, componentOf }: { readonly memory: SectionMemory; readonly componentOf: ComponentOf },
): Promise<RenderedMail | undefined> {
  const [root] = mail.shell.nodes;
  const body = root?.children?.find((child) => child.tagName === 'mj-body');
  // A class of the body reaches its children by another way than the one that is taken here.
  if (root === undefined || body === undefined || body.attributes?.['mj-class'] !== undefined) return undefined;
  const presets = presetOf(componentOf);
  const preset = mail.plain === undefined ? presets.plain : presets.marked;
  const known = memory.frameOf(mail.shell, preset);
  const repeated = known === undefined ? undefined : await repeatFrame(mail, known, { options, memory, presets });
  if (repeated !== undefined) return repeated;
  const job = new SectionJob(mail, memory, presets.marked);
  const framed = { ...body, children: [], props: { job } };
  const tree = { ...root, children: root.children?.map((child) => (child === body ? framed : child)) ?? [] };
  const { html } = await mjml2html(tree, { ...options, validationLevel: 'skip', presets: [preset] });
  const rendered = await job.finish(html, options);
  if (rendered !== undefined && job.context !== undefined) {
    const { head, tail } = rendered;
    memory.keepFrame(mail.shell, preset, { context: job.context, state: job.stateOfHead(), head, tail });
  }
  return rendered;
}

/** Renders what is new of the sections in the frame that the mail had before; undefined where it would not be the same frame. */
async function repeatFrame(
  mail: SectionedMail,
  known: KnownFrame,
  {
    options,
    memory,
    presets,
  }: { readonly options: MjmlOptions; readonly memory: SectionMemory; readonly presets: Presets },
): Promise<RenderedMail | undefined> {
  const job = new SectionJob(mail, memory, presets.marked);
  job.renderApart(known.context);
  return isSameState(job.stateOfHead(), known.state) ? job.finishIn(known, options) : undefined;
}

function isSameState(left: readonly unknown[] | undefined, right: readonly unknown[] | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return left.length === right.length && left.every((each, index) => each === right[index]);
}

interface Presets {
  readonly plain: Preset;
  readonly marked: Preset;
}

const knownPresets = new WeakMap<ComponentOf, Presets>();

function presetOf(componentOf: ComponentOf): Presets {
  let made = knownPresets.get(componentOf);
  if (made === undefined) {
    const ofBody = Object.keys(components)
      .map(componentOf)
      .filter((each) => each !== undefined)
      .filter(isOfBody);
    const withJobs = (classes: readonly MjmlBodyClass[]): Preset => ({
      components: classes.map((each) => (each.getTagName() === 'mj-body' ? sectionBody(each) : each)),
      dependencies: {},
    });
    made = { plain: withJobs(ofBody), marked: withJobs(ofBody.map(withPrintedMark)) };
    knownPresets.set(componentOf, made);
  }
  return made;
}

/** MJML's body, which asks a job for its children. */
function sectionBody(Body: MjmlBodyClass): MjmlBodyClass {
  return class SectionBody extends Body {
    static override componentName = 'mj-body';

    override renderChildren(children?: readonly MjmlElementNode[], options?: MjmlChildrenOptions): string {
      const { job } = this.props;
      return job instanceof SectionJob ? job.render(this.getChildContext()) : super.renderChildren(children, options);
    }
  };
}
