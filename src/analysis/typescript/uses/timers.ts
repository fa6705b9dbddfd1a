import { ts } from 'ts-morph';
import type { TimerSwitch } from '../../facts.ts';
import { type Seen, useAt } from '../seen.ts';
import { propertyValue } from '../syntax.ts';

type Operation = TimerSwitch['operation'];

const operations: readonly (readonly [RegExp, Operation])[] = [
  [/^(?:vi|jest|sinon|sandbox|jasmine)\.useFakeTimers$|^FakeTimers\.install$|^jasmine\.clock\(\)\.install$/, 'fake'],
  [/^(?:vi|jest)\.useRealTimers$|^jasmine\.clock\(\)\.uninstall$/, 'real'],
  [/^(?:sinon|sandbox)\.restore$|^(?:\w+\.)?(?:clock|fakeTimers|fakeClock)\.(?:restore|uninstall)$/, 'real'],
  [/^(?:vi|jest)\.setSystemTime$|^(?:\w+\.)?clock\.setSystemTime$|\bmock\.timers\.setTime$/, 'set-time'],
  [/^(?:vi|jest)\.(?:advanceTimers\w*|runAll\w*|runOnly\w*|runToLast\w*)$|\bmock\.timers\.(?:tick|runAll)$/, 'advance'],
  [/^(?:\w+\.)?(?:clock|fakeClock)\.(?:tick|tickAsync|next|nextAsync|runAll|runAllAsync|runToLast\w*)$/, 'advance'],
  [/^(?:\w+\.)?mock\.timers\.enable$/, 'fake'],
  [/^(?:\w+\.)?mock\.timers\.reset$|^mock\.(?:reset|restoreAll)$/, 'real'],
  [/\bclock\.(?:install|pauseAt)$/, 'fake'],
  [/\bclock\.setFixedTime$/, 'set-time'],
  [/\bclock\.(?:fastForward|runFor)$/, 'advance'],
  [/^MockDate\.set$|^timekeeper\.(?:freeze|travel)$|^mockdate\.set$/i, 'fake'],
  [/^MockDate\.reset$|^timekeeper\.reset$/i, 'real'],
];

/** Records where fake timers go on and off. */
export function recogniseTimerSwitch(seen: Seen): void {
  const { path, session } = seen;
  const operation = operations.find(([pattern]) => pattern.test(path))?.[1];
  if (!operation) return;
  const only = operation === 'fake' ? fakedOnly(seen) : undefined;
  session.timers.push({ ...useAt(seen), via: path, operation, scoped: isScoped(seen), ...(only && { only }) });
}

function fakedOnly({ path, arguments: args }: Seen): readonly string[] | undefined {
  if (/^(MockDate|timekeeper)/i.test(path)) return ['Date'];
  const [first, ...rest] = args;
  const listed = propertyValue(first, 'toFake') ?? propertyValue(first, 'apis');
  if (listed && ts.isArrayLiteralExpression(listed)) {
    return listed.elements.filter(ts.isStringLiteralLike).map(({ text }) => text);
  }
  // sinon: `useFakeTimers(now, 'Date', 'setTimeout')`.
  const names = path.startsWith('sinon') ? rest.filter(ts.isStringLiteralLike).map(({ text }) => text) : [];
  return names.length > 0 ? names : undefined;
}

/** Undone by the runner or the block: `using`, node:test's `t.mock`, a Playwright page. */
function isScoped({ node, path, session, place }: Seen): boolean {
  const list = ts.isVariableDeclaration(node.parent) ? node.parent.parent : undefined;
  if (list && ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using)
    return true;
  const root = path.split('.')[0] ?? '';
  if (/\.mock\.timers\./.test(path)) return place.scope.lookup(root)?.kind === 'parameter';
  return session.framework === 'playwright' || /^(page|context)\./.test(path);
}
