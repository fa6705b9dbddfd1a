import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that start real runners take minutes; last in line they would have one core wait for the other. */
const slowest = [
  '/test/verification/collection/',
  '/test/verification/',
  '/test/patterns/',
  '/test/runners/',
  '/test/e2e/',
];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = slowest.findIndex((part) => moduleId.includes(part));
      return found === -1 ? slowest.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

const lightTests = 'test/{analysis,diagnosis,escalation,fixes,fuzz,state,workspace}/**/*.test.ts';

const shared = {
  exclude: ['test/fixtures/**', 'examples/**', '**/node_modules/**'],
  restoreMocks: true,
  // Three at once share two cores.
  testTimeout: 60_000,
};

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    // Most tests wait for a runner that they started: a core is not busy with one of them.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...shared.exclude, 'test/e2e/**', lightTests],
        },
      },
      {
        // Of text, and of files in a folder of the test's own: nothing of a test outlives it. One copy of the compiler for all of them
        // saves a minute and a half of loading it for each.
        test: { ...shared, name: 'light', include: [lightTests], isolate: false, unstubEnvs: true },
      },
      {
        // Drives the built program, which is built first when a source is newer.
        test: { ...shared, name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: 'test/e2e/support/build.ts' },
      },
    ],
  },
});
