import { expect, it } from 'vitest';
import { atLeast, nodeProgram } from '../../src/runners/node-program.ts';
import { RunnerError } from '../../src/runners/runner.ts';
import { node24 } from '../support/toolchains.ts';

it('starts runners with the Node that runs us', () => {
  expect(nodeProgram({})).toEqual({ file: process.execPath, version: process.versions.node });
});

it('takes the Node that TESTING_PATTERNS_NODE names, and knows its version', () => {
  expect(nodeProgram({ TESTING_PATTERNS_NODE: node24() })).toEqual({
    file: node24(),
    version: expect.stringMatching(/^2\d\.\d+\.\d+$/),
  });
});

it('says what is wrong with a program that is none', () => {
  const wrong = () => nodeProgram({ TESTING_PATTERNS_NODE: '/no/such/node' });
  expect(wrong).toThrow(RunnerError);
  expect(wrong).toThrow('TESTING_PATTERNS_NODE names /no/such/node, which does not answer to --version');
});

it.each([
  ['22.12.0', '22.12', true],
  ['22.11.9', '22.12', false],
  ['24.0.0', '22.12', true],
  ['4.1.12', '3.0', true],
  ['2.9.9', '3.0', false],
  ['5.0.0-beta.1', '5.0', true],
])('%s is at least %s: %s', (version, wanted, expected) => {
  expect(atLeast(version, wanted)).toBe(expected);
});
