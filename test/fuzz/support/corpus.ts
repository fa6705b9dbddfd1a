import { rules } from '../../../src/analysis/index.ts';
import type { Example } from '../../../src/analysis/rule.ts';

/** A real text with the files that stand around it. */
export interface Specimen {
  readonly path: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

const examples: readonly Example[] = rules.flatMap(({ examples: { bad, good } }) => [...bad, ...good]);

/** Every example of every rule: small, of each framework, and most have something to report and to mend. */
export const specimens: readonly Specimen[] = examples
  .filter(({ path }) => path === undefined)
  .map((example) => ({ path: pathOf(example), text: example.code, files: { ...pins(example), ...example.files } }));

export const pythonSpecimens = specimens.filter(({ path }) => path.endsWith('.py'));
export const scriptSpecimens = specimens.filter(({ path }) => !path.endsWith('.py'));

function isPython({ framework }: Example): boolean {
  return framework === 'pytest' || framework === 'unittest';
}

function pathOf(example: Example): string {
  if (isPython(example)) return 'tests/test_example.py';
  return example.framework === 'playwright' ? 'e2e/example.spec.tsx' : 'src/example.test.tsx';
}

/** A manifest with the example's runner. */
function pins({ framework, major = 4 }: Example): Record<string, string> {
  if (framework === 'pytest') return { 'requirements.txt': 'pytest==8.3.5\n' };
  if (framework === 'unittest' || framework === 'node:test') return {};
  const name = framework === 'playwright' ? '@playwright/test' : framework;
  return { 'package.json': JSON.stringify({ name: 'example', devDependencies: { [name]: `${major}.0.0` } }) };
}
