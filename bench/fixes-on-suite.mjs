// Applies every fix to a scratch copy of a suite and holds the result against what fixes promise: all files still parse,
// no comment is lost, the findings are gone, and a second application changes nothing.
// usage: npm run build && node bench/fixes-on-suite.mjs SCRATCH_COPY [--suggested]   (the folder is edited in place)
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ts } from 'ts-morph';
import { Analyzer, rules } from '../dist/analysis/index.js';
import { suggest } from '../dist/fixes/suggest.js';
import { Workspace } from '../dist/workspace/index.js';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { suggested: { type: 'boolean' } } });
const root = path.resolve(positionals[0] ?? '.');
const workspace = await Workspace.open({ roots: [root], env: process.env, cwd: root });
const include_suggested = values.suggested ?? false;

const before = await new Analyzer(workspace, rules).analyze();
const first = await applyAll();
const after = await new Analyzer(workspace, rules).analyze();
const second = await applyAll();

print('findings', { before: before.summary.by_rule, after: after.summary.by_rule });
print(
  'fixes by rule',
  countBy(first.fixes, ({ rule }) => rule),
);
print('files edited', first.files);
print(
  'left out, by reason',
  countBy(first.unfixable, ({ reason }) => reason.replace(/\d+/g, 'N').slice(0, 90)),
);
print('files that no longer parse', after.summary.unreadable.length - before.summary.unreadable.length);
print('comments lost', first.lostComments);
print('edited by a second application', second.edited);

/** One application of everything that can be applied. */
async function applyAll() {
  const plan = await suggest(workspace, new Analyzer(workspace, rules), { include_suggested });
  const lostComments = [];
  for (const { path: display, edits } of plan.files) {
    const file = path.join(root, display);
    const text = fs.readFileSync(file, 'utf8');
    const fresh = spliced(text, edits);
    lostComments.push(...lost(file, text, fresh));
    fs.writeFileSync(file, fresh);
  }
  return {
    files: plan.files.length,
    fixes: plan.files.flatMap(({ fixes }) => fixes),
    edited: plan.files.map(({ path: display, fixes }) => `${display}: ${fixes.map(({ rule }) => rule).join(', ')}`),
    unfixable: plan.unfixable,
    lostComments,
  };
}

function spliced(text, edits) {
  return edits.reduceRight(
    (result, { start, end, text: fresh }) => result.slice(0, start) + fresh + result.slice(end),
    text,
  );
}

function lost(file, text, fresh) {
  const left = new Map();
  for (const comment of commentsOf(fresh)) left.set(comment, (left.get(comment) ?? 0) + 1);
  return commentsOf(text)
    .filter((comment) => {
      const count = left.get(comment) ?? 0;
      left.set(comment, count - 1);
      return count <= 0;
    })
    .map((comment) => `${path.relative(root, file)}: ${comment.slice(0, 80)}`);
}

/** Comments around every token, each once, white space folded. */
function commentsOf(text) {
  const file = ts.createSourceFile('file.tsx', text, ts.ScriptTarget.Latest, true);
  const found = new Map();
  const note = (range) => found.set(range.pos, text.slice(range.pos, range.end).replace(/\s+/g, ' '));
  const visit = (node) => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) note(range);
    for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) note(range);
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  return [...found.values()];
}

function countBy(items, keyOf) {
  const counts = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

function print(what, value) {
  process.stdout.write(`${what}: ${JSON.stringify(value, null, 1)}\n`);
}
