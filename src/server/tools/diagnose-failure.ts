import { z } from 'zod';
import type { Diagnosis } from '../../diagnosis/index.ts';
import { shownTriggers } from '../../escalation/shown-triggers.ts';
import type { Workspace } from '../../workspace/index.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';
import { ToolError } from '../errors.ts';
import { LISTED_AS, Triggers } from '../schemas.ts';

/** What fails is told, not done: enough for the gate to know a host, a database or a time bound by. */
const maxDescription = 4_000;
const maxTriggers = 5;

export const diagnoseFailure = defineTool({
  name: 'diagnose_failure',
  title: 'Diagnose a failing test',
  description:
    'Says why a test fails: causes with confidence, the evidence quoted and located, the pattern to read and the next step. Takes what pytest, unittest, vitest, jest, node:test, mocha or Playwright printed (CI prefixes, colours and cuts do no harm), and/or the test itself. Not everything is flaky: "genuine-failure" and "environment" are answers. Runs nothing.',
  input: z.strictObject({
    output: z.string().optional().describe('The failing output as it is; of more than 1 MB both ends are read.'),
    path: z.string().max(4096).optional().describe('The test file, relative to the root.'),
    test: z.string().max(1000).optional().describe('Its name, as the runner prints it.'),
  }),
  output: z.object({
    causes: z
      .array(
        z.object({
          cause: z.string(),
          confidence: z.number().describe('0 to 1.'),
          evidence: z.array(
            z.object({ text: z.string(), path: z.string().exactOptional(), line: z.number().exactOptional() }),
          ),
          pattern: z.string(),
          next_step: z.string(),
        }),
      )
      .meta({
        [LISTED_AS]:
          'Likeliest first: {cause, confidence: 0 to 1, evidence: {text, path?, line?}[], pattern, next_step}',
      }),
    triggers: Triggers,
    note: z.string().exactOptional(),
  }),
  annotations: READ_ONLY,
  async run({ output, path, test }, context) {
    const { diagnose, namedBy } = await import('../../diagnosis/index.ts');
    const named = namedBy({ path, test });
    const file = named.path ?? ((output ?? '').trim() === '' ? named.printed : undefined);
    if ((output ?? '').trim() === '' && file === undefined) {
      throw new ToolError(
        'Nothing to diagnose: output is empty and path is missing. Allowed: output (what the runner printed), path (a test file) with or without test, or both. Pass the failing output.',
      );
    }
    const [workspace, analyzer] = await Promise.all([context.workspace(), context.analyzer()]);
    const located = file === undefined ? [] : [await locatedTest(workspace, file)];
    const { failures, causes, note } = await diagnose(
      { output, path, test },
      { workspace, analyzer, history: async (id) => (await context.verifier()).historyOf(id) },
    );
    const files = new Set([
      ...located,
      ...causes.flatMap(({ evidence }) => evidence.flatMap(({ path }) => path ?? [])),
    ]);
    const existing = [...files].slice(0, 20);
    const gate = await context.gate();
    const { triggers } = await gate.evaluate({
      kind: 'describe',
      text: described({ failures, causes }),
      paths: existing,
    });
    return {
      causes: causes.map(({ evidence, ...cause }) => ({ ...cause, evidence: evidence.map((one) => ({ ...one })) })),
      triggers: shownTriggers(
        triggers.map((hit) => ({ ...hit, where: hit.where.replace(/^text\b/, 'failure') })),
        maxTriggers,
      ).triggers,
      ...(note === undefined ? {} : { note }),
    };
  },
  text({ causes, triggers, note }) {
    const parts = causes.map(({ cause, confidence, evidence, pattern, next_step }) =>
      [
        `${cause} (${Math.round(confidence * 100)} %)`,
        ...evidence.map(
          ({ text, path, line }) =>
            `  - ${path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`}: `}${text}`,
        ),
        `  Read: ${pattern}`,
        `  Next: ${next_step}`,
      ].join('\n'),
    );
    if (note !== undefined) parts.push(note);
    if (triggers.length > 0) {
      const reasons = triggers.map(({ reason, matched }) => `- ${reason} (${matched})`);
      parts.push(`A person must be asked before this is changed or run:\n${reasons.join('\n')}`);
    }
    return parts.join('\n\n');
  },
});

async function locatedTest(workspace: Workspace, path: string): Promise<string> {
  const { display } = await workspace.locate(path);
  const { unmatched } = await workspace.discover([path]);
  if (unmatched.length === 0) return display;
  throw new ToolError(
    `path ${JSON.stringify(path)} is no file that can hold tests. Allowed: a Python, TypeScript or JavaScript file below the workspace roots. Check the spelling, or leave it out and pass the failing output.`,
  );
}

/** The failing tests and what they said, as sentences. Whole outputs would hit every broad trigger. */
function described({ failures, causes }: Pick<Diagnosis, 'failures' | 'causes'>): string {
  const failed = failures.map(
    ({ test, path, message }) =>
      `Failing test: ${[path, test].filter((part) => part !== undefined).join(' ')}\n${message}`,
  );
  const slow = causes.some(({ cause, confidence }) => cause === 'performance-threshold' && confidence >= 0.4);
  const bound = slow ? ['A wall-clock bound fails: performance threshold unclear.'] : [];
  const host = failures
    .map(({ message }) => remoteHost.exec(message)?.[1])
    .find((name) => name !== undefined && !isOwn(name));
  const service = host === undefined ? [] : [`External service reached without a mock: ${host}.`];
  return [...bound, ...service, ...failed].join('\n\n').slice(0, maxDescription);
}

/** The host in an error of the network. */
const remoteHost = /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|host=')\s?([\w-]+(?:\.[\w-]+)+)/;

function isOwn(host: string): boolean {
  return /^(?:127\.|10\.|192\.168\.|0\.0\.0\.0|localhost)|\.(?:local|localhost|internal|test|invalid|example)$/.test(
    host,
  );
}
