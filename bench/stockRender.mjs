// @ts-check
// What a user would write instead: npm's handlebars and mjml, all partials registered, one file rendered.
import fs from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';

const template = process.argv[2] ?? '';
const folder = path.dirname(template);
const partials = path.join(folder, 'partials');
for (const file of fs.readdirSync(partials)) {
  Handlebars.registerPartial(path.basename(file, '.hbs'), fs.readFileSync(path.join(partials, file), 'utf8'));
}
const data = path.join(folder, `${path.basename(template, '.mjml.hbs')}.data`, 'default.json');
const mjml = Handlebars.compile(fs.readFileSync(template, 'utf8'))(JSON.parse(fs.readFileSync(data, 'utf8')));
const { html } = await mjml2html(mjml);
process.stdout.write(html);
