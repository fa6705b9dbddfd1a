// The defences of arguments, files, paths, policies, runs and texts of others.

const source = (file) => (from, to) => ({ file: `src/${file}`, from, to });
const applyTool = source('server/tools/apply-fixes.ts');
const apply = source('fixes/apply.ts');
const target = source('fixes/target.ts');
const contain = source('workspace/contain.ts');
const git = source('workspace/git.ts');
const listFiles = source('workspace/list-files.ts');
const plainPath = source('escalation/facts/plain-path.ts');
const policyReader = source('server/policy-reader.ts');
const gate = source('escalation/gate.ts');
const gateReader = source('server/gate-reader.ts');
const provePlan = source('server/prove-plan.ts');
const workspacePolicy = source('escalation/workspace-policy.ts');
const plainText = source('untrusted/plain-text.ts');
const defineTool = source('server/define-tool.ts');

const tests = {
  arguments: 'test/server/strict-arguments.test.ts',
  answers: 'test/server/plain-answers.test.ts',
  apply: 'test/fixes/apply.test.ts',
  paths: 'test/escalation/protected-paths.test.ts',
  discover: 'test/workspace/discover.test.ts',
  locate: 'test/workspace/locate.test.ts',
  policy: 'test/escalation/policy.test.ts',
  committed: 'test/escalation/policy-committed.test.ts',
  gateReader: 'test/server/gate-reader.test.ts',
  provePlan: 'test/server/prove-plan.test.ts',
  runs: 'test/verification/changed-by-runs.test.ts',
  text: 'test/untrusted/plain-text.test.ts',
};

/** @type {readonly import('./table.mjs').Mutation[]} */
export const fileMutations = [
  {
    row: 1,
    defence: 'a tool takes no field that it does not list',
    edits: [applyTool('input: z.strictObject(', 'input: z.object(')],
    test: tests.arguments,
    named: /no tool takes a field/,
  },
  {
    row: 5,
    defence: 'files are compared once more when they are written',
    edits: [apply('target.sha256 !== file.sha256)', 'false)')],
    test: tests.apply,
    named: /makes the plan stale/,
  },
  {
    row: 5,
    defence: 'no link is written through',
    edits: [target('if (samePath(located.real, nominal)) return located.real;', 'return located.real;')],
    test: tests.apply,
    named: /became a link inside/,
  },
  {
    row: 5,
    defence: 'the gate looks again when runs go on',
    edits: [provePlan('!proof || (await wouldRun(proof.proof_id, state))', '!proof')],
    test: tests.provePlan,
    named: /before a proof goes on/,
  },
  {
    row: 5,
    defence: 'a configuration that is no text is read all the same',
    edits: [gateReader("'utf-8', { ignoreBOM", "'utf-8', { fatal: true, ignoreBOM")],
    test: tests.gateReader,
    named: /reads what the tests would read/,
  },
  {
    row: 10,
    defence: 'a sibling of the root is outside',
    edits: [contain('rules.isAbsolute(relative)) return undefined;', 'rules.isAbsolute(relative)) return relative;')],
    test: tests.locate,
    named: /./,
  },
  {
    row: 10,
    defence: 'one spelling for all that is one file',
    edits: [plainPath('.toLowerCase()', '')],
    test: tests.paths,
    named: /where the file system folds names/,
  },
  {
    row: 10,
    defence: 'an index of git that was made by hand leads nowhere',
    edits: [listFiles("'' || isElsewhere(name)", "''")],
    test: tests.discover,
    named: /lead out of the root/,
  },
  {
    row: 11,
    defence: 'the committed policy counts',
    edits: [policyReader('...roots.flatMap(({ committed }) => committed), ', '')],
    test: tests.committed,
    named: /loosened, emptied or deleted in the work tree/,
  },
  {
    row: 11,
    defence: 'a program that the configuration of a repository names is not run',
    edits: [git("    GIT_NO_LAZY_FETCH: '1',\n    GIT_ALLOW_PROTOCOL: 'none',\n", '')],
    test: tests.discover,
    named: /fetches no folder/,
  },
  {
    row: 11,
    defence: 'what was committed counts under its own name',
    edits: [policyReader('found.set(below, at !== full);', 'if (at === full) found.set(below, false);')],
    test: tests.committed,
    named: /a link stands in the place of their folder/,
  },
  {
    row: 11,
    defence: 'a policy that cannot be read closes the gate',
    edits: [gate('policy.problems.map(', '[].map(')],
    test: tests.policy,
    named: /closes the gate when it is not YAML/,
  },
  {
    row: 12,
    defence: 'a run that changes the code is noticed',
    edits: [source('verification/campaign.ts')('await changedMeanwhile(header)', '[]')],
    test: tests.runs,
    named: /never called stable/,
  },
  {
    row: 13,
    defence: 'what nobody sees is not shown',
    edits: [plainText('text.replace(hiddenOrBreak, escaped)', 'text')],
    test: tests.text,
    named: /holds nothing hidden/,
  },
  {
    row: 13,
    defence: 'every answer of a tool is made fit to be shown',
    edits: [defineTool('const answer = plainAnswer(result)', 'const answer = result')],
    test: tests.answers,
    named: /./,
  },
  {
    row: 16,
    defence: 'a pattern of a policy needs an example',
    edits: [workspacePolicy('pattern === undefined || match !== undefined', 'true')],
    test: tests.policy,
    named: /has a pattern without an example/,
  },
];
