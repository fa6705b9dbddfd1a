// Applies every fix to a scratch copy of a suite and holds the result against what fixes promise: all files still parse,
// no comment is lost, the findings are gone, and a second application changes nothing. In Python also: files compile, no test and
// no assertion is lost, pytest collects the same ids (a shadowed test that runs again is a new one) and finds their fixtures.
// usage: npm run build && node bench/fixes-on-suite.mjs SCRATCH_COPY [--suggested] [--rule ID] [--python PATH] [--dist DIR]
//        the folder is edited in place; --rule only the fixes of these rules, --dist takes another build than ours
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ts } from 'ts-morph';
import { collected, measured, missing } from './fixes/python.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    suggested: { type: 'boolean', default: false },
    rule: { type: 'string', multiple: true },
    python: { type: 'string', default: '/usr/bin/python3' },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
});
const { Analyzer, rules } = await built('analysis/index.js');
const { suggest } = await built('fixes/suggest.js');
const { Workspace } = await built('workspace/index.js');
const root = path.resolve(positionals[0] ?? '.');
const workspace = await Workspace.open({ roots: [root], env: process.env, cwd: root });

const first = await planned();
const pythonFiles = first.plan.files.map(({ path: file }) => file).filter((file) => file.endsWith('.py'));
const toCollect = await withDependents(pythonFiles);
const idsBefore = collected(values.python, root, toCollect);
write(first);
const second = await planned();
const idsAfter = collected(values.python, root, toCollect);
const [before, after] = [first.analysis, second.analysis];

print('findings', { before: before.summary.by_rule, after: after.summary.by_rule });
print(
  'fixes by rule',
  countBy(
    first.plan.files.flatMap(({ fixes }) => fixes),
    ({ rule }) => rule,
  ),
);
print('files edited', first.texts.size);
print(
  'left out, by reason',
  countBy(first.plan.unfixable, ({ reason }) => reason.replace(/\d+/g, 'N').slice(0, 90)),
);
print('files that no longer parse', after.summary.unreadable.length - before.summary.unreadable.length);
print(
  'comments lost',
  [...first.texts].filter(([file]) => !file.endsWith('.py')).flatMap(([file, texts]) => lost(file, ...texts)),
);
print(
  'edited by a second application',
  second.plan.files.map(({ path: file, fixes }) => `${file}: ${fixes.map(({ rule }) => rule).join(', ')}`),
);
if (pythonFiles.length > 0) printPython();

/** Everything that can be applied now, and what it makes of each file: path to the texts before and after. */
async function planned() {
  const analyzer = new Analyzer(workspace, rules);
  const analysis = await analyzer.analyze();
  const known = {
    analyze: async () => ({
      findings: analysis.findings.filter(({ rule }) => values.rule?.includes(rule) ?? true),
    }),
    analyzeText: (file, text) => analyzer.analyzeText(file, text),
  };
  const plan = await suggest(workspace, known, { include_suggested: values.suggested });
  const texts = new Map();
  for (const { path: file, edits } of plan.files) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    texts.set(file, [text, spliced(text, edits)]);
  }
  return { analysis, plan, texts };
}

/** With the test files that see a fixture of an edited conftest.py. */
async function withDependents(files) {
  const folders = files.filter((file) => path.basename(file) === 'conftest.py').map((file) => path.dirname(file));
  const below = (file) => folders.some((folder) => folder === '.' || file.startsWith(`${folder}/`));
  const all = (await workspace.discover()).files.map(({ display }) => display).filter((file) => file.endsWith('.py'));
  return [...new Set([...files, ...all.filter(below)])].filter((file) => path.basename(file) !== 'conftest.py');
}

function write({ texts }) {
  for (const [file, [, fresh]] of texts) fs.writeFileSync(path.join(root, file), fresh);
}

function printPython() {
  const texts = Object.fromEntries([...first.texts].filter(([file]) => file.endsWith('.py')));
  const { unread, broken, comments, fewer, tests, assertions } = measured(values.python, texts);
  print('Python: files of a newer Python, not measured', unread);
  print('Python: no longer compile', broken);
  print('Python: comments lost', comments);
  print('Python: fewer tests or assertions', fewer);
  print('Python: test functions before and after', tests);
  print('Python: assertions before and after', assertions);
  const rulesOf = (file) => first.plan.files.find((each) => each.path === file)?.fixes.map(({ rule }) => rule);
  const named = (ids) => ids.map((id) => `${id} (${[...new Set(rulesOf(id.split('::')[0]) ?? [])].join(', ')})`);
  const failed = Object.keys(idsBefore.failed);
  print('pytest: collected with', idsBefore.how);
  print('pytest: files edited, files collected, of them not importable here', [
    ...[pythonFiles.length, toCollect.length, failed.length],
  ]);
  print(
    'pytest: why not importable',
    countBy(Object.values(idsBefore.failed), (why) => why.slice(0, 80)),
  );
  print(
    'pytest: no longer importable',
    Object.entries(idsAfter.failed).filter(([file]) => !failed.includes(file)),
  );
  print('pytest: ids before and after', [idsBefore.ids.length, idsAfter.ids.length]);
  print('pytest: ids lost', named(missing('ids', idsBefore, idsAfter)));
  print('pytest: fixtures that are no longer there', missing('lacking', idsAfter, idsBefore));
  print('pytest: new ids', named(missing('ids', idsAfter, idsBefore)));
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
    .map((comment) => `${file}: ${comment.slice(0, 80)}`);
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

function built(file) {
  return import(pathToFileURL(path.resolve(values.dist, file)).href);
}
