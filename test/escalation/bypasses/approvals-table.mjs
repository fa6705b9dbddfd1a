// The defences of approvals, of what a person is shown, of signatures, the ledger and the state folder. Some ways are barred twice:
// then both bars go, because a test notices only the way.

const source = (file) => (from, to) => ({ file: `src/${file}`, from, to });
const approvals = source('escalation/approvals.ts');
const records = source('escalation/approval-store.ts');
const terminal = source('escalation/terminal.ts');
const gate = source('escalation/gate.ts');
const chain = source('escalation/ledger-chain.ts');
const signature = source('escalation/signature.ts');
const visible = source('escalation/visible.ts');
const lookAlikes = source('escalation/look-alikes.ts');
const diff = source('escalation/shown-diff.ts');
const place = source('state/private.ts');

const tests = {
  approvals: 'test/escalation/approvals.test.ts',
  terminal: 'test/escalation/terminal.test.ts',
  preview: 'test/escalation/preview.test.ts',
  signature: 'test/escalation/signature.test.ts',
  ledger: 'test/escalation/ledger.test.ts',
  state: 'test/state/state.test.ts',
};

const anythingShown = approvals('if (granted.shown_digest !== shownDigest(text))', 'if (false)');
const usedAgain = approvals('if (!(await this.store.claim(approval_id)))', 'if (false)');

/** @type {readonly import('./table.mjs').Mutation[]} */
export const approvalMutations = [
  {
    row: 2,
    defence: 'a dialog has the lowest rank',
    edits: [approvals('{ elicitation: 1, terminal: 2', '{ elicitation: 3, terminal: 2')],
    test: tests.approvals,
    named: /does not lift a trigger that needs a person in a terminal/,
  },
  {
    row: 2,
    defence: 'a signature is checked when it is given',
    edits: [approvals('if (!signed.ok) return signed.reason;', '')],
    test: tests.signature,
    named: /a signed approval (?:over an altered statement|for something else|with a key|holds for no other)/,
  },
  {
    row: 2,
    defence: 'a signature is checked when it is used',
    edits: [approvals('return signed.ok ? undefined : signed.reason;', 'return undefined;')],
    test: tests.signature,
    named: /made with our key proves nothing|no longer holds once the key/,
  },
  {
    row: 2,
    defence: 'a signature is for this program',
    edits: [signature("'-n', signatureNamespace, '-s', signature]", "'-n', 'mail', '-s', signature]")],
    test: tests.signature,
    named: /a signed approval for something else/,
  },
  {
    row: 2,
    defence: 'nobody else can add a key',
    edits: [
      signature('if (uid !== user && uid !== 0)', 'if (false)'),
      signature('if ((mode & 0o022) !== 0)', 'if (false)'),
    ],
    test: tests.signature,
    named: /open to other writers|of another user lets nobody/,
  },
  {
    row: 2,
    defence: 'no agent can add a key',
    edits: [signature('(await insideRoot(real, roots)) ??', '')],
    test: tests.signature,
    named: /inside the workspace lets nobody/,
  },
  {
    row: 2,
    defence: 'no program of a project checks a signature',
    edits: [signature("await findProgram('ssh-keygen', process.env, roots)", "'ssh-keygen'")],
    test: tests.signature,
    named: /puts in the place of ssh-keygen/,
  },
  {
    row: 3,
    defence: 'a terminal is needed',
    edits: [terminal('if (!isTTY)', 'if (false)')],
    test: tests.terminal,
    named: /refuses a pipe/,
  },
  {
    row: 3,
    defence: 'the code has to be retyped',
    edits: [terminal('if (retyped !== code)', 'if (false)')],
    test: tests.terminal,
    named: /instead of the code/,
  },
  {
    row: 4,
    defence: 'an approval is used once',
    edits: [approvals("status: 'consumed' });", "status: 'approved' });"), usedAgain],
    test: tests.approvals,
    named: /lets exactly one action through, once|one of many callers/,
  },
  {
    row: 4,
    defence: 'it stays used when its record is put back',
    edits: [usedAgain],
    test: tests.approvals,
    named: /put back from a copy/,
  },
  {
    row: 4,
    defence: 'of many at once one gets it',
    edits: [
      approvals(
        "Consumed> {\n    return this.state.withLock('approvals', async () => {",
        "Consumed> {\n    return (async (_, task) => task())('approvals', async () => {",
      ),
      usedAgain,
    ],
    test: tests.approvals,
    named: /the very same time/,
  },
  {
    row: 4,
    defence: 'its record is signed',
    edits: [records('timingSafeEqual(actual, expected);', 'true;')],
    test: tests.approvals,
    named: /record was edited|does not hold in another workspace|the key was/,
  },
  {
    row: 4,
    defence: 'it is bound to the bytes before and after',
    edits: [gate('before: sha256(before), after: sha256(after)', ''), anythingShown],
    test: tests.approvals,
    named: /is for nothing else: not when a byte/,
  },
  {
    row: 4,
    defence: 'it is bound to the policy',
    edits: [gate('      policy: policy.digest,\n      triggers,\n', ''), anythingShown],
    test: tests.approvals,
    named: /does not hold under another policy/,
  },
  {
    row: 4,
    defence: 'it ends',
    edits: [approvals('const lifetimeMs = 30 * 60_000', 'const lifetimeMs = 30 * 60_000_000')],
    test: tests.approvals,
    named: /ends after half an hour|holds 30 minutes later/,
  },
  {
    row: 4,
    defence: 'a clock that was set back makes it no longer',
    edits: [approvals('if (now.getTime() + clockStepMs < Date.parse(created))', 'if (false)')],
    test: tests.approvals,
    named: /from the future|holds -2 minutes later/,
  },
  {
    row: 5,
    defence: 'a yes is for what was shown',
    edits: [approvals('if (from.shown_digest !== this.digestOf(record))', 'if (false)')],
    test: tests.approvals,
    named: /is for the text that was shown/,
  },
  {
    row: 5,
    defence: 'what was shown is what is done',
    edits: [anythingShown],
    test: tests.approvals,
    named: /is shown otherwise when it is used/,
  },
  {
    row: 14,
    defence: 'everything is shown before there is a code',
    edits: [terminal('while (page.next !== undefined)', 'while (false)')],
    test: tests.terminal,
    named: /page by page|in place of the next page/,
  },
  {
    row: 14,
    defence: 'nothing hides',
    edits: [visible('.replace(hidden, escaped)', '')],
    test: tests.preview,
    named:
      /shows (?:an escape|a C1|a carriage|bidirectional|zero-width|TAG|variation|fillers|line separators|marks|a lone)/,
  },
  {
    row: 14,
    defence: 'no text looks like another',
    edits: [visible("replaceAll('\\\\u{'", "replaceAll('never'")],
    test: tests.preview,
    named: /never looks like another text/,
  },
  {
    row: 14,
    defence: 'no letter poses as another',
    edits: [lookAlikes('if (ascii.test(text)) return text;', 'return text;')],
    test: tests.preview,
    named: /shows (?:a Cyrillic|a name|mathematical|a click|a slash|a Greek)/,
  },
  {
    row: 14,
    defence: 'no line poses as a heading of ours',
    edits: [diff('visibleLine(change.path)', 'change.path')],
    test: tests.preview,
    named: /cannot pose as another file/,
  },
  {
    row: 14,
    defence: 'blanks at the end are seen',
    edits: [diff('end.replace(/[ \\t]/g, escaped)', 'end')],
    test: tests.preview,
    named: /show blanks at the end/,
  },
  {
    row: 11,
    defence: 'state is kept out of a workspace',
    edits: [place('=== undefined) continue;', '!== null) continue;')],
    test: tests.state,
    named: /is refused before anything is written/,
  },
  {
    row: 11,
    defence: "another user's state is not ours",
    edits: [place('if (found.uid !== user)', 'if (false)')],
    test: tests.state,
    named: /of another user is refused/,
  },
  {
    row: 11,
    defence: 'the ledger shows what was changed',
    edits: [chain("if (mac !== macOf('line', rest, key) || canonicalJson(line) !== text)", 'if (false)')],
    test: tests.ledger,
    named: /a line without the code of the key|spelled otherwise/,
  },
  {
    row: 11,
    defence: 'the ledger shows what was moved or taken out',
    edits: [chain('if (line.prev !== previous)', 'if (false)')],
    test: tests.ledger,
    named: /taken out|changed places|put in/,
  },
  {
    row: 11,
    defence: 'the ledger shows a lost end',
    edits: [
      chain('if (lines.length < seal.count)', 'if (false)'),
      chain('return is === seal.last ? undefined', 'return true ? undefined'),
    ],
    test: tests.ledger,
    named: /last line is gone|half of the lines|that was deleted shows/,
  },
];
