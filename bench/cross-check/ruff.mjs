// What ruff and our rules say of the same Python tests, where they look for the same thing.
// usage: npm run build && node bench/cross-check/ruff.mjs DIR … [--examples N] [--seed N] [--row RULE_OR_CODE] [--json FILE] [--dist DIR]
//        --examples prints N random places of every difference with their code; --dist takes another build than ours
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ROWS, ruff, speaksOf } from './ruff-rows.mjs';

/** Ruff may point at the exception where we point at the call around it. */
const NEAR = 2;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    examples: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    row: { type: 'string' },
    json: { type: 'string' },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
  },
});
const { Analyzer, rules } = await import(pathToFileURL(path.resolve(values.dist, 'analysis/index.js')).href);
const { Workspace } = await import(pathToFileURL(path.resolve(values.dist, 'workspace/index.js')).href);

const pythonRules = new Set(rules.filter(({ languages }) => languages.includes('python')).map(({ id }) => id));
const rows = ROWS.filter((row) => !values.row || [...row.codes, ...row.rules].includes(values.row));
const check = await ruff(rows.flatMap(({ codes }) => codes));
const random = generator(Number(values.seed));
const differences = [];
for (const folder of positionals.map((each) => path.resolve(each))) {
  const { files, theirs, ours, unreadable, seconds } = await read(folder);
  print(`\n## ${path.basename(folder)}: ${files} files, ${unreadable} that ruff cannot read`);
  print(`time: all of our rules ${seconds.ours.toFixed(1)} s, these rules of ruff ${seconds.theirs.toFixed(1)} s`);
  print('ruff | our rule | ruff | ours | both | other line of one test | only ruff | only ours');
  for (const row of rows) {
    const compared = compare(
      oncePerLine(theirs.filter(({ code, speaks }) => row.codes.includes(code) && speaks)),
      ours.filter(({ rule }) => row.rules.includes(rule)),
    );
    if (compared.theirs + compared.ours === 0) continue;
    report(path.basename(folder), folder, row, compared);
  }
}
if (values.json) fs.writeFileSync(values.json, JSON.stringify(differences, null, 1));

/** What both say of every Python test file of a folder, and what of it they say inside tests. */
async function read(folder) {
  const workspace = await Workspace.open({ roots: [folder], env: {}, cwd: folder });
  const analyzer = new Analyzer(workspace, rules);
  const files = (await workspace.discover()).files.filter(({ path: file }) => file.endsWith('.py'));
  const seconds = { ours: 0, theirs: 0 };
  const theirs = [];
  const ours = [];
  let unreadable = 0;
  for (const { display } of files) {
    const text = fs.readFileSync(path.join(folder, display), 'utf8');
    let started = performance.now();
    const found = check(text);
    seconds.theirs += (performance.now() - started) / 1000;
    started = performance.now();
    const { facts, findings } = await analyzer.analyzeText(path.join(folder, display), text);
    seconds.ours += (performance.now() - started) / 1000;
    if (found.some(({ code }) => code === 'invalid-syntax')) unreadable += 1;
    const testAt = (line) => nameOfTest(facts, text, line);
    for (const each of found) {
      const row = rows.find(({ codes }) => codes.includes(each.code));
      const speaks = row !== undefined && speaksOf(row, each, text, facts);
      theirs.push({ ...each, speaks, path: display, test: testAt(each.line) });
    }
    for (const { rule, severity, message, range } of findings) {
      const [line, end] = [range.start.line, range.end.line];
      ours.push({ rule, severity, message, path: display, line, end, test: testAt(line) });
    }
  }
  return { files: files.length, theirs, ours, unreadable, seconds };
}

/** `assert False` is both B011 and PT015. */
function oncePerLine(places) {
  const found = new Map();
  for (const place of places) {
    const key = `${place.path}:${place.line}`;
    const known = found.get(key);
    if (!known) found.set(key, place);
    else if (!known.code.includes(place.code)) found.set(key, { ...known, code: `${known.code}+${place.code}` });
  }
  return [...found.values()];
}

function nameOfTest({ tests }, text, line) {
  const offset = text.split('\n', line).join('\n').length;
  return tests.find(({ span }) => span.start <= offset && offset <= span.end)?.fullTitle;
}

/** We report one finding for a cause: the same test by another line counts as neither side's alone. */
function compare(theirs, ours) {
  const near = (a, b) =>
    a.path === b.path &&
    ((a.line - NEAR <= b.end && b.line - NEAR <= a.end) || firstLine(a) === b.line || a.line === firstLine(b));
  const sameTest = (a, b) => a.path === b.path && a.test !== undefined && a.test === b.test;
  const both = theirs.filter((each) => ours.some((other) => near(each, other)));
  const beside = theirs.filter((each) => !both.includes(each) && ours.some((other) => sameTest(each, other)));
  return {
    theirs: theirs.length,
    ours: ours.length,
    both: both.length,
    beside: beside.length,
    'only ruff': theirs.filter((each) => !both.includes(each) && !beside.includes(each)),
    'only ours': ours.filter((each) => !theirs.some((other) => near(each, other) || sameTest(each, other))),
  };
}

/** F811 stands at the second definition; ours at the first, which never runs. */
function firstLine({ code, message }) {
  return code === 'F811' ? Number(/from line (\d+)/.exec(message)?.[1]) : undefined;
}

function report(suite, folder, row, compared) {
  const missing = row.rules.filter((rule) => !pythonRules.has(rule));
  const names = row.rules.map((rule) => (missing.includes(rule) ? `(${rule})` : rule)).join(' ');
  const counts = ['only ruff', 'only ours'].map((side) =>
    row.part && side === 'only ours' ? '' : `${compared[side].length} ${split(compared[side])}`.trim(),
  );
  const { theirs, ours, both, beside } = compared;
  print([row.codes.join(' '), names, theirs, ours, both, beside, ...counts].join(' | '));
  for (const side of row.part ? ['only ruff'] : ['only ruff', 'only ours']) {
    const places = shuffled(compared[side]);
    differences.push(...places.map(({ speaks: _, ...place }) => ({ suite, rules: row.rules, side, ...place })));
    for (const place of places.slice(0, Number(values.examples))) show(side, folder, place);
  }
}

/** How many of each code or rule, when there is more than one. */
function split(places) {
  const counts = {};
  for (const { code, rule } of places) counts[code ?? rule] = (counts[code ?? rule] ?? 0) + 1;
  const parts = Object.entries(counts).map(([key, count]) => `${key} ${count}`);
  return parts.length > 0 ? `(${parts.join(', ')})` : '';
}

function show(side, folder, { code, rule, severity, message, path: file, line, end, test }) {
  print(`\n  ${side}: ${file}:${line} ${code ?? `${rule}/${severity}`} [${test ?? 'no test'}] ${message}`);
  const lines = fs.readFileSync(path.join(folder, file), 'utf8').split('\n');
  const [from, to] = [Math.max(0, line - 11), Math.min(lines.length, end + 9, line + 30)];
  for (let at = from; at < to; at++) {
    print(`  ${at + 1 >= line && at + 1 <= end ? '>' : ' '} ${String(at + 1).padStart(5)} ${lines[at].slice(0, 150)}`);
  }
}

function shuffled(items) {
  const copy = [...items];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}

/** mulberry32 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
