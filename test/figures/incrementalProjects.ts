import fs from 'node:fs';
import path from 'node:path';
import { writeMail } from '../../bench/templates.mjs';
import type { Engine } from '../../src/core/render/renderResult.ts';
import type { Random } from '../support/random.ts';
import { syntaxSamples } from '../support/templates.ts';
import { headFragments, nastyFragments } from './nastyFragments.ts';

/** A folder of templates, before anybody edits it. */
export interface EditedProject {
  readonly kind: 'example' | 'generated' | 'nasty' | 'newsletters' | 'small';
  readonly name: string;
  /** Texts by their path below the project's folder, with `/`. */
  readonly files: Readonly<Record<string, string>>;
  /** Which of them are rendered. */
  readonly templates: readonly string[];
  readonly engines: readonly (Engine | 'auto')[];
}

/** Templates of both orders of the engines: the examples, generated ones, nasty ones, and those of strangers when they are there. */
export function editedProjects(corpora: string | undefined): readonly EditedProject[] {
  return [examples(), ...generated(), ...nasty(), ...(corpora === undefined ? [] : strangers(corpora))];
}

/** One of any kind: of the small ones there are a hundred times as many. */
export function pickProject(projects: readonly EditedProject[], random: Random): EditedProject {
  const kind = random.pick([...new Set(projects.map((project) => project.kind))]);
  return random.pick(projects.filter((project) => project.kind === kind));
}

function examples(): EditedProject {
  const files = filesBelow(path.join(import.meta.dirname, '../../examples'));
  const templates = Object.keys(files).filter((name) => name.endsWith('.mjml.hbs'));
  return { kind: 'example', name: 'examples', files, templates, engines: ['auto'] };
}

function generated(): readonly EditedProject[] {
  return [30, 120, 400].flatMap((lines) =>
    [false, true].flatMap((isHandlebars) =>
      [false, true].map((hasInlineStyles): EditedProject => {
        const { files, template } = writeMail({ lines, isHandlebars, hasInlineStyles });
        const name = `generated, ${lines} lines${isHandlebars ? ', Handlebars' : ''}${hasInlineStyles ? ', inline styles' : ''}`;
        const engines = isHandlebars ? (['auto', 'mjml-handlebars'] as const) : (['auto'] as const);
        return { kind: 'generated', name, files, templates: [template], engines };
      }),
    ),
  );
}

/** Each has all of one kind from the beginning, so that also edits of other places meet it. */
function nasty(): readonly EditedProject[] {
  const { files, template } = writeMail({ lines: 60, isHandlebars: true, hasInlineStyles: true });
  const mail = files[template] ?? '';
  const around = (fragment: string): string =>
    mail.replace('  </mj-body>', `    ${fragment}\n${section(fragment)}  </mj-body>`);
  const body = nastyFragments.map(around);
  const head = headFragments.map((fragment) => mail.replace('<mj-head>', `<mj-head>\n    ${fragment}`));
  const named = (texts: readonly string[], kind: string): Record<string, string> =>
    Object.fromEntries(texts.map((text, index) => [`${kind}${index}.mjml.hbs`, text]));
  const templates = { ...named(body, 'body'), ...named(head, 'head'), ...named(syntaxSamples, 'syntax') };
  const part = '<mj-section><mj-column><mj-text>part {{order.number}}</mj-text></mj-column></mj-section>\n';
  const data = Object.fromEntries(
    Object.keys(templates).map((name) => [
      name.replace('.mjml.hbs', '.data.json'),
      files['mail.data/default.json'] ?? '{}',
    ]),
  );
  const plain = Object.fromEntries(
    Object.entries(templates).map(([name, text]) => [name.replace('.mjml.hbs', '.mjml'), withoutMustaches(text)]),
  );
  const common = { ...files, 'part.mjml': part };
  return [
    {
      kind: 'nasty',
      name: 'nasty, Handlebars',
      files: { ...common, ...data, ...templates },
      templates: Object.keys(templates),
      engines: ['auto', 'handlebars-mjml', 'mjml-handlebars'],
    },
    {
      kind: 'nasty',
      name: 'nasty, MJML',
      files: { 'part.mjml': part, ...plain },
      templates: Object.keys(plain),
      engines: ['auto', 'mjml'],
    },
  ];
}

function section(text: string): string {
  return `    <mj-section>\n      <mj-column>\n        <mj-text>\n          before\n          ${text}\n        </mj-text>\n      </mj-column>\n    </mj-section>\n`;
}

function withoutMustaches(text: string): string {
  return text.replace(/\{\{[^}]*\}\}\}?/g, '');
}

/** Each input of mrml is a project of its own. */
function strangers(corpora: string): readonly EditedProject[] {
  const balena = filesBelow(path.join(corpora, 'templates', 'balena-emails'));
  const templates = Object.keys(balena).filter((name) => /^src\/templates\/.*\.mjml$/.test(name));
  const inputs = Object.entries(filesBelow(path.join(corpora, 'mjml')));
  return [
    { kind: 'newsletters', name: 'balena-emails', files: balena, templates, engines: ['auto'] },
    ...inputs
      .filter(([name]) => name.endsWith('.mjml'))
      .map(([name, text]): EditedProject => {
        const file = name.slice(name.lastIndexOf('/') + 1);
        return { kind: 'small', name: file, files: { [file]: text }, templates: [file], engines: ['auto'] };
      }),
  ];
}

function filesBelow(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(hbs|mjml|json|html)$/.test(name))
      .sort()
      .map((name) => [name.split(path.sep).join('/'), fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
}
