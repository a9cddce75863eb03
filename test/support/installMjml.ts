import fs from 'node:fs';
import path from 'node:path';

const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');

/** Whether `npm install` has brought the MJML of that version, the older of which is only there for tests. */
export function hasMjml(major: 4 | 5): boolean {
  return fs.existsSync(path.join(modules, packageName(major), 'package.json'));
}

/** Makes a project's folder look as `npm install mjml` leaves it, with a real MJML that is not the bundled one's modules. */
export function installMjml(project: string, major: 4 | 5): void {
  const own = path.join(project, 'node_modules');
  fs.mkdirSync(own, { recursive: true });
  if (major === 4) {
    const nested = path.join(modules, 'mjml4', 'node_modules');
    for (const name of fs.readdirSync(nested)) {
      if (name !== '.bin') fs.symlinkSync(path.join(nested, name), path.join(own, name), 'junction');
    }
    fs.symlinkSync(path.join(modules, 'mjml4'), path.join(own, 'mjml'), 'junction');
    return;
  }
  for (const name of fs.readdirSync(modules).filter((each) => /^mjml(-|$)/.test(each))) {
    for (const part of ['package.json', 'lib'])
      fs.cpSync(path.join(modules, name, part), path.join(own, name, part), { recursive: true });
  }
  // What these need besides each other is found in the folder above, as in a monorepo.
  const shared = path.join(path.dirname(project), 'node_modules');
  if (!fs.existsSync(shared)) fs.symlinkSync(modules, shared, 'junction');
}

function packageName(major: 4 | 5): string {
  return major === 4 ? 'mjml4' : 'mjml';
}
