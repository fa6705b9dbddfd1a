// The known ways around a gate (rows of the research), the defences against each, and the tests that notice when one is taken
// away. A defence is taken away by edits: `from` stands exactly once in `file` and becomes `to`.

import { approvalMutations } from './approvals-table.mjs';
import { fileMutations } from './files-table.mjs';

const source = (file) => (from, to) => ({ file: `src/${file}`, from, to });
const gate = source('escalation/gate.ts');
const fold = source('escalation/text/fold.ts');
const views = source('escalation/text/views.ts');
const decode = source('escalation/text/decode.ts');
const matcher = source('escalation/text/matcher.ts');
const structure = source('escalation/facts/structure.ts');
const capabilities = source('escalation/facts/capabilities.ts');
const infrastructure = source('escalation/facts/infrastructure.ts');

/** The last view finds much of what the others find. */
const unsqueezed = [
  views('if (words.text !== gluedFold)', 'if (false)'),
  views('if (shown.text !== words.text)', 'if (false)'),
];

const nothingUnseen = [
  fold(".replace(unseen, '')\n    .replace(/[^", '.replace(/[^'),
  fold(".normalize('NFKD').replace(unseen, '')", ''),
];

const tests = {
  text: 'test/escalation/text-triggers.test.ts',
  structure: 'test/escalation/structure.test.ts',
  seed: 'test/escalation/seed-rules.test.ts',
  policy: 'test/escalation/policy.test.ts',
  apply: 'test/fixes/apply.test.ts',
};

/** @type {readonly import('./table.mjs').Mutation[]} */
export const mutations = [
  ...approvalMutations,
  ...fileMutations,
  {
    row: 6,
    defence: 'letter case does not count',
    edits: [
      matcher('RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL', 'RE2JS.DOTALL'),
      fold('asciiForms(text).toLowerCase()', 'asciiForms(text)'),
    ],
    test: tests.text,
    named: /not evaded by (?:capital letters|mixed case)/,
  },
  {
    row: 6,
    defence: 'a dot stands for a line break too',
    edits: [
      matcher('RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL', 'RE2JS.CASE_INSENSITIVE'),
      fold(".replace(/\\s+/g, ' ')", ''),
      ...unsqueezed,
    ],
    test: tests.text,
    named: /not evaded by a line break between the words/,
  },
  {
    row: 6,
    defence: 'blanks inside words do not count',
    edits: unsqueezed,
    test: tests.text,
    named: /not evaded by (?:blanks between|a line break in|hyphens)/,
  },
  {
    row: 7,
    defence: 'one form for each letter',
    edits: [
      fold(".normalize('NFKC')\n    .normalize('NFKD')\n", '\n'),
      fold(".normalize('NFKD').replace(unseen, '')", ".replace(unseen, '')"),
    ],
    test: tests.text,
    named: /not evaded by (?:full-width|precomposed)/,
  },
  {
    row: 7,
    defence: 'what nobody sees is taken out',
    edits: [...nothingUnseen, ...unsqueezed],
    test: tests.text,
    named: /not evaded by (?:zero-width|soft hyphens|bidirectional|TAG|combining)/,
  },
  {
    row: 7,
    defence: 'look-alikes are read as what they look like',
    edits: [fold('.replace(/[^\\p{ASCII}]/gu, latinOf)', '')],
    test: tests.text,
    named: /not evaded by (?:Cyrillic|Greek)/,
  },
  {
    row: 7,
    defence: 'hidden characters are a trigger of their own',
    edits: [structure('...hiddenFacts(file),', '')],
    test: tests.structure,
    named: /what a person cannot see .*hid/,
  },
  {
    row: 8,
    defence: 'escapes are decoded',
    edits: [decode('if (!/[\\\\%&=]/.test(text)) return undefined;', 'return undefined;')],
    test: tests.text,
    named: /not evaded by (?:hexadecimal escapes|Unicode escapes|octal|percent|decimal entities)/,
  },
  {
    row: 8,
    defence: 'literals side by side are one',
    edits: [views('glueLiterals(decoded) ?? decoded', 'decoded')],
    test: tests.text,
    named: /says in which view/,
  },
  {
    row: 8,
    defence: 'base64 and hexadecimal are read',
    edits: [views('of decodeBlobs(glued)', 'of []')],
    test: tests.text,
    named: /not evaded by (?:base64|hexadecimal$)/,
  },
  {
    row: 9,
    defence: 'new capabilities',
    edits: [structure('...capabilityFacts(file),', '')],
    test: tests.structure,
    named: /is escalated in (?:TypeScript|Python)/,
  },
  {
    row: 9,
    defence: 'code made from text',
    edits: [capabilities('return [{ id: marker.id', "return marker.id === 'code-from-text' ? [] : [{ id: marker.id")],
    test: tests.structure,
    named: /is escalated in TypeScript: eval/,
  },
  {
    row: 9,
    defence: 'assertions that go',
    edits: [structure('...removedAssertionFacts(file),', '')],
    test: tests.structure,
    named: /is escalated: an assertion/,
  },
  {
    row: 9,
    defence: 'skips, retries and time-outs that come',
    edits: [structure('...weakenedFacts(file),', '')],
    test: tests.structure,
    named: /a test that checks less/,
  },
  {
    row: 9,
    defence: 'edits outside of tests',
    edits: [infrastructure('if (isTest) return [];', 'return [];')],
    test: tests.seed,
    named: /./,
  },
  {
    row: 15,
    defence: 'an engine that no pattern can hang',
    edits: [matcher('RE2JS.compile(source, flags);\n  } catch', 'new RegExp(source);\n  } catch')],
    test: tests.policy,
    named: /pattern that does not compile/,
  },
  {
    row: 15,
    defence: 'too large to look through means a person has to',
    edits: [gate('if (oversized.length > 0) return', 'if (oversized.length > 0 && false) return')],
    test: tests.structure,
    named: /more than a million characters/,
  },
  {
    row: 16,
    defence: 'a trigger has to pass its own examples',
    edits: [
      matcher(
        '  const missed = trigger.match?.find((example) => own.match(example).length === 0);',
        '  const missed = undefined;',
      ),
    ],
    test: tests.policy,
    named: /misses its own example/,
  },
];
