#!/usr/bin/env node
const OLDEST_NODE = 20;
const major = Number(process.versions.node.split('.')[0]);

if (major < OLDEST_NODE) {
  process.stderr.write(
    `testing-patterns-mcp needs Node ${OLDEST_NODE} or later; this is ${process.version}. Install a newer Node and run it again.\n`,
  );
  process.exitCode = 2;
} else {
  // Loaded only now: an older Node would fail on the syntax of what comes before it could say why.
  const { run } = await import('./commands/run.ts');
  process.exitCode = await run(process.argv);
}
