import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fire, patience, type Target } from './support/campaign.ts';
import { pythonSpecimens, type Specimen, scriptSpecimens } from './support/corpus.ts';
import { analysed, mended, parses, unsound } from './support/reading.ts';
import { mutatedOrSpliced, wildText } from './support/texts.ts';

const scriptPaths = [
  'src/a.test.ts',
  'src/a.test.tsx',
  'src/a.test.js',
  'src/a.spec.mjs',
  'src/a.test.cts',
  'e2e/a.spec.jsx',
];
const pythonPaths = ['tests/test_a.py', 'tests/conftest.py', 'a.py'];

/** A text of another specimen than the files around it, now and then: they need not fit. */
function specimens(real: readonly Specimen[], paths: readonly string[]): fc.Arbitrary<Specimen> {
  const around = fc.constantFrom(...real);
  const path = fc.oneof(fc.constant(undefined), fc.constantFrom(...paths));
  const text = fc.oneof(
    { weight: 5, arbitrary: mutatedOrSpliced(real.map((each) => each.text)) },
    { weight: 1, arbitrary: wildText },
  );
  return fc.tuple(around, text, path).map(([specimen, text, path = specimen.path]) => ({ ...specimen, path, text }));
}

/** Nothing throws, places lie in the text, and the same text says the same. */
async function checkReading(specimen: Specimen): Promise<readonly string[]> {
  const analysis = await analysed(specimen);
  const wrong = unsound(analysis, specimen.text);
  const again = await analysed(specimen);
  return JSON.stringify(again) === JSON.stringify(analysis) ? wrong : [...wrong, 'another answer the second time'];
}

/** Safe fixes of what parses give a text that parses, and come to an end. */
async function checkFixes(specimen: Specimen): Promise<readonly string[]> {
  const analysis = await analysed(specimen);
  return parses(analysis) ? mended(specimen, analysis) : [];
}

const targets: readonly Target<Specimen>[] = [
  {
    name: 'reading scripts',
    cases: 500,
    inputs: specimens(scriptSpecimens, scriptPaths),
    open: async () => ({ check: checkReading }),
  },
  {
    name: 'reading Python',
    cases: 500,
    inputs: specimens(pythonSpecimens, pythonPaths),
    open: async () => ({ check: checkReading }),
  },
  {
    name: 'fixes of scripts',
    cases: 200,
    inputs: specimens(scriptSpecimens, scriptPaths),
    open: async () => ({ check: checkFixes }),
  },
  {
    name: 'fixes of Python',
    cases: 200,
    inputs: specimens(pythonSpecimens, pythonPaths),
    open: async () => ({ check: checkFixes }),
  },
];

it.each(targets)(
  '$name: every text is read, and nothing breaks',
  async (target) => {
    expect(await fire(target)).toEqual({ cases: expect.any(Number), failures: [] });
  },
  patience,
);
