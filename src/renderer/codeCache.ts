import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';

export interface CodeCache {
  /** Absolute; made when it is not there. */
  readonly folder: string;
  /** Tells this build of the bundle from every other. */
  readonly build: string;
}

export interface LoadedBundle {
  readonly exports: unknown;
  /** Keeps what V8 has compiled so far for the next process; undefined when there is nothing to keep or no place for it. */
  readonly saveCode: (() => void) | undefined;
}

/**
 * Loads a CommonJS bundle of ASCII text, compiled already where an earlier process left its code in `folder`: half of a cold
 * start is compiling. Code is run as it stands there, so only files that nobody else can have written are taken. The cache is
 * never a reason to fail: what is missing, foreign, damaged or of another V8 counts as not there.
 */
export function loadBundle(file: string, cache: CodeCache | undefined, require: NodeJS.Require): LoadedBundle {
  const source = readFileSync(file, 'latin1');
  const kept = cache === undefined ? undefined : join(cache.folder, nameFor(cache.build));
  const cachedData = kept === undefined ? undefined : readCode(kept);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
    // Else `import()` is refused inside; Node before 20.12 has no other way to allow it than a flag.
    importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  // A script's value has no type; it is the function just above.
  (script.runInThisContext() as (...scope: readonly unknown[]) => void)(
    module.exports,
    require,
    module,
    file,
    dirname(file),
  );
  const isCached = cachedData !== undefined && script.cachedDataRejected !== true;
  if (kept === undefined || isCached) return { exports: module.exports, saveCode: undefined };
  return { exports: module.exports, saveCode: () => writeCode(kept, script.createCachedData()) };
}

/** V8 refuses the code of another version, processor or set of options: each keeps its own. */
function nameFor(build: string): string {
  const options = process.execArgv.join('').replace(/\W/g, '').slice(0, 80);
  return `${[build, process.arch, process.versions.v8, options].join('-')}.code`;
}

/**
 * The file holds the code twice. V8 ends the process over damaged code, so that it has to be checked, and comparing takes a
 * tenth of the time that loading a hash function does.
 */
function readCode(file: string): Buffer | undefined {
  try {
    if (!isOnlyOurs(lstatSync(dirname(file)))) return undefined;
    const handle = openSync(file, 'r');
    try {
      if (!isOnlyOurs(fstatSync(handle))) return undefined;
      const content = readFileSync(handle);
      const half = content.length / 2;
      const code = content.subarray(0, half);
      return half > 0 && code.equals(content.subarray(half)) ? code : undefined;
    } finally {
      closeSync(handle);
    }
  } catch {
    // Usually the first start: there is none yet.
    return undefined;
  }
}

/** Under another name first: a process that starts meanwhile finds the whole or nothing. */
function writeCode(file: string, code: Buffer): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (!isOnlyOurs(lstatSync(dirname(file)))) return;
    writeFileSync(temporary, Buffer.concat([code, code]), { flag: 'wx', mode: 0o600 });
    renameSync(temporary, file);
    removeOldest(dirname(file));
  } catch (error) {
    // What is left of a temporary file goes with the oldest.
    console.error(error);
  }
}

/** On Windows both lie in the user's own profile, which others cannot write, and there is no mode to ask. */
function isOnlyOurs(stats: Stats): boolean {
  if (!stats.isDirectory() && !stats.isFile()) return false;
  return process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0);
}

/** Every update of VS Code brings another V8. A few, for those who use several editors or versions of Node in turn. */
const keptFiles = 4;

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const byAge = files
    .map((file) => ({ file, time: statSync(file).mtimeMs }))
    .sort((left, right) => right.time - left.time);
  for (const { file } of byAge.slice(keptFiles)) rmSync(file, { force: true });
}
