// What published linters and our rules say of the same test files, where they look for the same thing.
// usage: npm run build && npm ci --prefix bench/cross-check && node bench/cross-check/run.mjs vitest:DIR jest:DIR playwright:DIR …
//        [--show LINTER_RULE] lists where only one side has a finding; [--json FILE] writes all differences
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Analyzer, rules } from '../../dist/analysis/index.js';
import { Workspace } from '../../dist/workspace/index.js';
import { lint } from './linters.mjs';
import { OVERLAP } from './overlap.mjs';

/** A linter may point at the call where we point at its title, or at the next line of a chain. */
const NEAR = 3;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string' }, json: { type: 'string' } },
});
const differences = [];
for (const target of positionals) {
  const [runner, folder] = [target.slice(0, target.indexOf(':')), path.resolve(target.slice(target.indexOf(':') + 1))];
  const { files, ours, seconds: own } = await analyze(folder);
  const { found: theirs, seconds } = await lint(folder, runner, files);
  process.stdout.write(`\n${path.basename(folder)}: ${files.length} files\n`);
  const ratios = Object.entries(seconds).map(
    ([linter, took]) => `${(own / took).toFixed(2)} x ${linter} (${took.toFixed(1)} s)`,
  );
  process.stdout.write(
    `time: ours ${own.toFixed(1)} s with all rules = ${ratios.join(', ')} with the overlapping ones\n`,
  );
  process.stdout.write('linter rule | our rules | theirs | ours | both | only theirs | only ours\n');
  for (const row of rowsOf(theirs, ours)) {
    const { linter, rule } = row;
    const mine = OVERLAP[rule].map((part) => part.rule ?? part).join(', ');
    process.stdout.write(
      `${linter} ${rule} | ${mine} | ${row.theirs.length} | ${row.ours.length} | ${row.both} | ${row.onlyTheirs.length} | ${row.onlyOurs.length}\n`,
    );
    const sides = { 'only theirs': row.onlyTheirs, 'only ours': row.onlyOurs };
    for (const [side, places] of Object.entries(sides)) {
      for (const place of places) {
        const ours = side === 'only ours' ? { ours: place.rule } : {};
        const { path: file, line } = place;
        differences.push({ suite: path.basename(folder), linter, rule, side, ...ours, path: file, line });
        if (values.show === rule) process.stdout.write(`  ${side}: ${place.path}:${place.line}\n`);
      }
    }
  }
}
if (values.json) fs.writeFileSync(values.json, JSON.stringify(differences, null, 1));

/** Our findings, and the files they were looked for in. Lines are 1-based. */
async function analyze(folder) {
  const workspace = await Workspace.open({ roots: [folder], env: process.env, cwd: folder });
  const { files } = await workspace.discover();
  const started = performance.now();
  const { findings } = await new Analyzer(workspace, rules).analyze();
  const seconds = (performance.now() - started) / 1000;
  const readable = files.map(({ path: file }) => file).filter((file) => !file.endsWith('.py'));
  const ours = findings.map(({ rule, path: file, range, severity, message }) => ({
    rule,
    severity,
    message,
    path: file,
    line: range.start.line,
    end: range.end.line,
  }));
  return { files: readable, ours, seconds };
}

function rowsOf(theirs, ours) {
  const keys = [...new Set(theirs.map(({ linter, rule }) => `${linter}|${rule}`))].sort();
  return keys.map((key) => {
    const [linter, rule] = key.split('|');
    const of = theirs.filter((each) => each.linter === linter && each.rule === rule);
    const own = ours.filter((each) => OVERLAP[rule].some((part) => isPart(part, each)));
    const onlyTheirs = of.filter((each) => !own.some((other) => meet(each, other)));
    const onlyOurs = own.filter((each) => !of.some((other) => meet(other, each)));
    return { linter, rule, theirs: of, ours: own, both: of.length - onlyTheirs.length, onlyTheirs, onlyOurs };
  });
}

function isPart(part, { rule, message }) {
  return typeof part === 'string' ? part === rule : part.rule === rule && part.says.test(message);
}

function meet(a, b) {
  return a.path === b.path && a.line - NEAR <= b.end && b.line - NEAR <= a.end;
}
