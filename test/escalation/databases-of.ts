import type { GateOptions } from '../../src/escalation/index.ts';
import { bench, declare } from './bench.ts';

interface Run {
  readonly paths?: readonly string[];
  readonly command?: string;
  readonly env?: GateOptions['env'];
}

/** `path:line host` of each database that the gate would ask about before a run in a workspace of these files. */
export async function databasesOf(
  files: Readonly<Record<string, string>>,
  { paths = [], command, env = {} }: Run = {},
): Promise<string[]> {
  const { gate } = await bench(files, { env, triggers: declare() });
  const { triggers } = await gate.evaluate({ kind: 'run_tests', paths, ...(command === undefined ? {} : { command }) });
  return triggers
    .filter(({ trigger }) => trigger === 'production-database')
    .map(({ where, matched }) => `${where} ${/database at (\S+)/.exec(matched)?.[1]}`);
}
