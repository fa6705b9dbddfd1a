import { expect, it } from 'vitest';
import { bench, declare } from './bench.ts';

it("holds a team's words against the names of the environment, but not against this server's own settings", async () => {
  const env = { TESTING_PATTERNS_HOME: '/var/patterns', APP_PATTERNS: 'x' };
  const { gate } = await bench({}, { env, triggers: declare('pattern') });
  const { triggers } = await gate.evaluate({ kind: 'run_tests', paths: ['a.test.ts'] });
  expect(triggers.map(({ where }) => where)).toEqual(['environment APP_PATTERNS']);
});
