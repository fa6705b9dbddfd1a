import { importFrom } from '../edits/python.ts';
import type { Argument, CallFact, Span } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext, type Severity } from '../rule.ts';
import type { Source } from '../source.ts';
import { removedHttpxAppExamples } from './examples/removed-httpx-app.ts';
import { keyword } from './support/mocks/python-mocks.ts';
import { versionIs } from './support/versions.ts';

/**
 * `AsyncClient(app=…)` is gone: the application goes into a transport.
 * Source: httpx 0.27.0 deprecates the argument, 0.28.0 removes it (changelog); httpx2 has never had it.
 */
export const removedHttpxApp = defineRule({
  id: 'removed-httpx-app',
  title: 'httpx client with the removed app argument',
  cause: 'environment',
  topic: 'mocking',
  severity: 'error',
  languages: ['python'],
  pattern: 'mocking/external-apis',
  why: 'httpx 0.28 removed the `app` argument of its clients, so every test that makes one stops with a TypeError as soon as httpx is updated. The application belongs into `transport=ASGITransport(app=app)`, which works in older versions too.',
  examples: removedHttpxAppExamples,
  *check(context) {
    const found = context.file.calls.flatMap((call) => {
      const client = /^httpx2?\.(AsyncClient|Client)$/.exec(call.callee)?.[1];
      const app = client === undefined ? undefined : keyword(call, 'app');
      return client !== undefined && app ? [{ call, client, app }] : [];
    });
    for (const { call, client, app } of found) {
      const report = judge(context, call, client, app);
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, call: CallFact, client: string, app: Argument): Report | undefined {
  const { project, source } = context;
  if (app.kind === 'null') return undefined;
  const module = call.callee.split('.')[0] ?? 'httpx';
  const transport = client === 'AsyncClient' ? 'ASGITransport' : 'WSGITransport';
  const isGone = module === 'httpx2' ? 'yes' : versionIs(project, 'httpx', { atLeast: '0.28' });
  if (isGone === 'no' && versionIs(project, 'httpx', { atLeast: '0.27' }) === 'no') return undefined;
  const [severity, when] = consequence(isGone, module);
  return {
    at: wholeKeyword(source, app),
    severity,
    message: `${client}(app=…) ${when}. Pass transport=${transport}(app=…).`,
    fix: fixOf(context, call, app, module, transport),
  };
}

function consequence(isGone: 'yes' | 'no' | 'unknown', module: string): readonly [Severity, string] {
  if (isGone === 'yes')
    return [
      'error',
      `raises TypeError: ${module === 'httpx' ? 'httpx 0.28 removed' : 'httpx2 does not have'} the argument`,
    ];
  if (isGone === 'no') return ['info', 'is deprecated, and an error from httpx 0.28 on'];
  return ['warning', 'is an error from httpx 0.28 on'];
}

function fixOf(
  { file, source }: RuleContext,
  call: CallFact,
  app: Argument,
  module: string,
  transport: string,
): FixDraft | undefined {
  // Both at once: which one counts is for a person to say.
  if (keyword(call, 'transport')) return undefined;
  const written = /^([\w.]+)\.\w+$/.exec(source.slice(call.calleeSpan))?.[1];
  const { local, edits } =
    written === undefined
      ? importFrom(file, source, module, transport)
      : { local: `${written}.${transport}`, edits: [] };
  return {
    title: `Pass the application through ${transport}`,
    // `Client(app=…)` took WSGI applications alone, but only for them.
    safety: transport === 'ASGITransport' ? 'safe' : 'suggested',
    edits: [
      ...edits,
      { ...wholeKeyword(source, app), text: `transport=${local}(${source.slice(wholeKeyword(source, app))})` },
    ],
  };
}

/** `app=create_app()`, of which the facts have the value. */
function wholeKeyword(source: Source, { span }: Argument): Span {
  return { start: source.text.lastIndexOf('app', span.start - 1), end: span.end };
}
