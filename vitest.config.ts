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
  '/test/fixes/crash.test.ts',
  '/test/escalation/bypasses/',
  '/test/escalation/text-triggers.test.ts',
  '/test/fixes/disk-full.test.ts',
  '/test/fuzz/',
];

/** Project by project besides, because only neighbours in the queue can share a worker. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const found = slowest.findIndex((part) => moduleId.includes(part));
      return (slowest.length + 1) * projects.indexOf(project.name) + (found === -1 ? slowest.length : found);
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** In the order in which they run. */
const projects = ['unit', 'e2e', 'alone', 'light'];

const lightTests = 'test/{analysis,diagnosis,escalation,fixes,fuzz,state,workspace}/**/*.test.ts';
/** They look at, and change, what a process has but once. */
const aloneTests = 'test/runners/state-watch*.test.ts';

// Node reads these at every start, which then takes several times as long, and tests start thousands. npm alone needs them.
const { NODE_EXTRA_CA_CERTS: certificates = '' } = process.env;
delete process.env.NODE_EXTRA_CA_CERTS;

const shared = {
  env: { TESTING_PATTERNS_TEST_CERTIFICATES: certificates },
  exclude: ['test/fixtures/**', 'examples/**', '**/node_modules/**'],
  restoreMocks: true,
  // Nothing of a test outlives it, so files can share a worker: one copy of our modules, and of the compiler that they load, for all
  // that it runs. Loading them takes a second or more for each file that does not.
  isolate: false,
  // Four at once share two cores.
  testTimeout: 90_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    // Most tests wait for a runner that they started: a core is not busy with one of them.
    maxWorkers: Math.max(4, availableParallelism() - 1),
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...shared.exclude, 'test/e2e/**', lightTests, aloneTests],
        },
      },
      { test: { ...shared, name: 'alone', include: [aloneTests], isolate: true } },
      // Of text, and of files in a folder of the test's own.
      { test: { ...shared, name: 'light', include: [lightTests], unstubEnvs: true } },
      {
        // Drives the built program, which is built first when a source is newer.
        test: { ...shared, name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: 'test/e2e/support/build.ts' },
      },
    ],
  },
});
