// @ts-check
// What a user would write instead, one file rendered: npm's mjml, and for a .hbs npm's handlebars before it with all partials.
import fs from 'node:fs';
import path from 'node:path';
import mjml2html from 'mjml';

const template = process.argv[2] ?? '';
const text = fs.readFileSync(template, 'utf8');
const { html } = await mjml2html(template.endsWith('.hbs') ? await expand(text) : text);
process.stdout.write(html);

/** @param {string} source */
async function expand(source) {
  const { default: Handlebars } = await import('handlebars');
  const folder = path.dirname(template);
  const partials = path.join(folder, 'partials');
  for (const file of fs.readdirSync(partials)) {
    Handlebars.registerPartial(path.basename(file, '.hbs'), fs.readFileSync(path.join(partials, file), 'utf8'));
  }
  const data = path.join(folder, `${path.basename(template, '.mjml.hbs')}.data`, 'default.json');
  return Handlebars.compile(source)(JSON.parse(fs.readFileSync(data, 'utf8')));
}
