// Files in the run's private temporary folder and in the project; some of them are SQLite databases.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createHash } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { show } = require('./texts.cjs');
const { absent } = require('./values.cjs');
const { Tracked } = require('./tracked.cjs');

const {
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} = fs;
const { timeOrigin } = performance;
const sinceOrigin = performance.now.bind(performance);
const wallClock = () => timeOrigin + sinceOrigin();
const { parse, stringify } = JSON;

const mostFiles = 5000;
/** Bytes. */
const mostText = 64 * 1024;
const mostDatabase = 5 * 1024 * 1024;
const mostKept = 500;
/** Asking for the state of one takes about 5 µs, after each test. */
const mostAsked = 1000;
/** File systems may keep times no finer than this. Milliseconds. */
const grain = 20;

/** Of tools, not of tests. */
const foreignFolders =
  /^(?:node_modules|\.git|\.hg|\.svn|dist|build|out|target|coverage|venv|__pycache__|\.nyc_output|\.(?:cache|vite|vitest.*|turbo|next|nuxt|idea|vscode|venv|tox|pytest_cache|mypy_cache|ruff_cache|hypothesis|yarn|pnpm-store))$/;
/** vitest keeps transformed modules in a folder of 21 random characters; Node its compiled code. */
const foreignTemporary = /^(?:[\w-]{21}|node-compile-cache|jest_.*|haste-map-.*|v8-compile-cache.*)$/;
/** Tests that write source write new files; for those that are there, presence is enough. */
const source =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyi|css|scss|less|html?|md|mdx|png|jpe?g|gif|svg|ico|woff2?|map)$/i;
const besideDatabase = /-(?:wal|shm|journal)$/;
const databaseHeader = 'SQLite format 3\u0000';

class Files extends Tracked {
  #roots;
  #store;
  /** Folder to what was in it, by paths and by names, and when that was read. */
  #folders = new Map();
  /** Path to the state of a file, and what was found in it then. */
  #contents = new Map();
  /** Name to the copy of what the file held when the run began. */
  #kept = new Map();
  /** How many files a look has asked for; of those beyond, only coming and going is seen. */
  #asked = 0;

  /** `store`: a folder for copies of what there was, and for the workers that come after this one. */
  constructor({ folder, root, temporary, store }) {
    super('file', 'database');
    this.#roots = [
      { folder: temporary, prefix: '$TMPDIR/', foreign: foreignTemporary },
      { folder: root, prefix: upFrom(folder, root), foreign: foreignFolders },
    ];
    this.#store = path.join(store, 'state');
  }

  begin() {
    if (existsSync(this.#remembered())) {
      const known = parse(readFileSync(this.#remembered(), 'utf8'));
      this.baseline = new Map(known.baseline);
      this.previous = new Map(known.previous);
      this.#kept = new Map(known.kept);
      this.#contents = new Map(known.contents);
      return;
    }
    super.begin();
    mkdirSync(this.#store, { recursive: true });
    const paths = this.#paths();
    for (const [name, value] of this.baseline) this.#keep(name, paths.get(name)[0], parse(value));
    this.#tellOthers();
  }

  #remembered() {
    return path.join(this.#store, 'files.json');
  }

  #tellOthers() {
    const maps = { baseline: this.baseline, previous: this.previous, kept: this.#kept, contents: this.#contents };
    const entries = Object.entries(maps).map(([name, map]) => [name, [...map]]);
    writeFileSync(this.#remembered(), stringify(Object.fromEntries(entries)));
  }

  #keep(name, file, { hash }) {
    if (!hash || this.#kept.size >= mostKept) return;
    const copy = path.join(this.#store, String(this.#kept.size));
    copyFileSync(file, copy);
    this.#kept.set(name, copy);
  }

  look() {
    const changes = super.look();
    if (changes.length > 0) this.#tellOthers();
    return changes;
  }

  settle() {
    super.settle();
    this.#tellOthers();
  }

  read() {
    const now = new Map();
    this.#asked = 0;
    for (const root of this.#roots) this.#scan(root.folder, root.prefix, root, now);
    return now;
  }

  #scan(folder, prefix, root, now) {
    for (const { full, name, isFolder } of this.#entries(folder, prefix, root)) {
      if (now.size >= mostFiles) return;
      if (isFolder) this.#scan(full, name, root, now);
      else {
        const value = this.#valueOf(full);
        if (value !== undefined) now.set(name, value);
      }
    }
  }

  /** Name to paths: folders made by `mkdtemp` share a name. */
  #paths() {
    const paths = new Map();
    for (const { entries } of this.#folders.values())
      for (const { name, full } of entries) paths.set(name, [...(paths.get(name) ?? []), full]);
    return paths;
  }

  /** `mkdtemp` adds six random characters, and makes folders that are the user's only. */
  #named(full, name, { foreign }) {
    if (foreign !== foreignTemporary || name.length <= 6) return name;
    const stat = lstatSync(full, { throwIfNoEntry: false });
    return stat && (stat.mode & 0o777) === 0o700 ? `${name.slice(0, -6)}XXXXXX` : name;
  }

  /** Asks the file system only when the folder has changed since. */
  #entries(folder, prefix, root) {
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (!stat) {
      this.#folders.delete(folder);
      return [];
    }
    const known = this.#folders.get(folder);
    if (known?.changed === stat.mtimeMs && known.changed < known.at - grain) return known.entries;
    const at = wallClock();
    const entries = entriesOf(folder)
      .filter(({ name, isFolder }) => !(isFolder ? isForeign(name, prefix, root) : besideDatabase.test(name)))
      .map(({ name, isFolder }) => {
        const full = path.join(folder, name);
        return { full, isFolder, name: prefix + (isFolder ? `${this.#named(full, name, root)}/` : name) };
      });
    this.#folders.set(folder, { changed: stat.mtimeMs, at, entries });
    return entries;
  }

  #valueOf(file) {
    const known = this.#contents.get(file);
    if (known && (this.#asked >= mostAsked || source.test(file))) return known.value;
    this.#asked += 1;
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const state = `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    if (known?.state === state && stat.mtimeMs < known.at - grain) return known.value;
    const at = wallClock();
    const value = stringify(source.test(file) ? { kind: 'file', text: 'a source file' } : described(file, stat));
    this.#contents.set(file, { state, at, value });
    return value;
  }

  text(value) {
    return value === absent ? show(absent) : parse(value).text;
  }

  kindOf(_name, before, after) {
    return parse(after === absent ? before : after).kind;
  }

  fileOf(name) {
    return name.startsWith('$TMPDIR/') ? undefined : name;
  }

  /** What was not there can be deleted. */
  restorable(name, baseline) {
    return baseline === absent || this.#kept.has(name);
  }

  restore(name) {
    const copy = this.#kept.get(name);
    const paths = this.#paths().get(name) ?? [this.#pathOf(name)];
    if (this.baselineOf(name) === absent) {
      for (const file of paths) for (const one of [file, ...besideOf(file)]) rmSync(one, { force: true });
      return;
    }
    if (!copy) throw new Error('It was too large to be kept.');
    const [file] = paths;
    if (besideOf(file).some((one) => existsSync(one))) throw new Error('The database is in use: its journal is there.');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, readFileSync(copy));
    this.#contents.delete(file);
  }

  #pathOf(name) {
    const root = this.#roots.find(({ prefix }) => name.startsWith(prefix));
    return path.join(root.folder, name.slice(root.prefix.length));
  }
}

/** From the folder that paths are relative to: empty, `../`, `../../`. */
function upFrom(folder, root) {
  const up = path.relative(folder, root).split(path.sep).join('/');
  return up === '' ? '' : `${up}/`;
}

function isForeign(name, prefix, { prefix: top, foreign }) {
  return foreign.test(name) && (foreign === foreignFolders || prefix === top);
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isFile())
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // Gone meanwhile, or not ours to read.
    return [];
  }
}

/** `hash`: only of what is small enough to be kept. */
function described(file, { size, mtimeMs }) {
  const tooLarge = { kind: 'file', size, mtimeMs, text: bytesText(size) };
  if (size > mostDatabase) return tooLarge;
  try {
    if (size > mostText && !isDatabase(firstBytes(file))) return tooLarge;
    const content = readFileSync(file);
    const kind = isDatabase(content) ? 'database' : 'file';
    const hash = createHash('sha1').update(content).digest('hex');
    return { kind, hash, text: kind === 'file' ? contentText(content) : bytesText(size) };
  } catch {
    return tooLarge;
  }
}

function isDatabase(content) {
  return content.subarray(0, databaseHeader.length).toString('latin1') === databaseHeader;
}

function firstBytes(file) {
  const bytes = Buffer.alloc(databaseHeader.length);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(opened);
  }
  return bytes;
}

function bytesText(size) {
  return size === 1 ? '1 byte' : `${size} bytes`;
}

/** Text as a literal, anything else by its size. */
function contentText(content) {
  const text = content.toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what tells text from other bytes.
  const isText = !/[\u0000-\u0008\ufffd]/.test(text);
  return isText ? show(text) : bytesText(content.length);
}

function besideOf(file) {
  return ['-wal', '-shm', '-journal'].map((ending) => file + ending);
}

module.exports = { Files };
