import type { Test, TestFile } from '../facts.ts';
import { defineRule } from '../rule.ts';
import type { Source } from '../source.ts';
import { orderDependenceExamples } from './examples/order-dependence.ts';
import { type OrderDependence, orderDependences } from './support/state/order.ts';

/**
 * A test that needs what only an earlier test of the file has made: a brittle test, and its state-setter.
 * Source: arXiv 2501.12680 (order-dependent tests in JavaScript); the shuffle of the prover confirms it.
 */
export const orderDependence = defineRule({
  id: 'order-dependence',
  title: 'Test that needs an earlier test',
  cause: 'order-dependence',
  topic: 'flaky',
  severity: 'error',
  languages: ['typescript', 'python'],
  pattern: 'flaky/test-isolation',
  why: 'A test that lives on what another one left behind fails when it is run alone, shuffled or repeated, and when the other one is skipped or fails. Then two tests are red for one fault, or the innocent one is.',
  examples: orderDependenceExamples,
  *check({ file, source }) {
    for (const group of byPair(orderDependences(file, source))) {
      const [first] = group;
      if (!first) continue;
      yield { at: first.read.span, test: first.reader.id, message: messageFor(source, group, first, place(file)) };
    }
  },
});

/** What one test takes from another is one fault, however many values it takes. */
function byPair(found: readonly OrderDependence[]): readonly (readonly OrderDependence[])[] {
  const pairs = new Map<string, OrderDependence[]>();
  for (const each of found) {
    const key = `${each.writer.id} ${each.reader.id}`;
    pairs.set(key, [...(pairs.get(key) ?? []), each]);
  }
  return [...pairs.values()];
}

function messageFor(source: Source, group: readonly OrderDependence[], first: OrderDependence, where: string): string {
  const { writer, reader, readers } = first;
  const [set, reads] = group.length > 1 ? ['are set', 'read'] : ['is set', 'read'];
  const more = readers.length > 1 ? ` and ${readers.length - 1} more` : '';
  const fails = more === '' ? 'the second fails' : 'those fail';
  return (
    `${list(group.map(({ name }) => name))} ${set} by ${named(source, writer)} and ${reads} by ${named(source, reader)}${more}: ` +
    `alone, or in another order, ${fails}. Make it in ${where}, or make the steps one test.`
  );
}

/** What runs before each test that needs something. */
function place({ language, framework }: TestFile): string {
  if (language === 'typescript') return 'beforeEach';
  return framework === 'unittest' ? 'setUp' : 'a fixture';
}

function named(source: Source, { title, span }: Test): string {
  return `'${title}' (line ${source.position(span.start).line})`;
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
