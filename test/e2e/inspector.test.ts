import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { cleanEnvironment, program, projectFolder } from './support/program.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

const inspector = path.join(
  projectFolder,
  'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);
const Output = z.object({
  result: z.object({
    tools: z.array(z.object({ name: z.string() })).optional(),
    structuredContent: z.record(z.string(), z.unknown()).optional(),
  }),
});

async function sandbox(): Promise<Sandbox> {
  const made = await createSandbox();
  onTestFinished(made.remove);
  return made;
}

async function inspect(home: string, ...args: string[]): Promise<z.infer<typeof Output>['result']> {
  const { stdout } = await promisify(execFile)(process.execPath, [inspector, '--cli', '--format', 'json', ...args], {
    env: cleanEnvironment(home),
    cwd: projectFolder,
  });
  return Output.parse(JSON.parse(stdout)).result;
}

describe("the Inspector's command line", () => {
  it.each(['legacy', 'modern'])('lists the tools, with no schema it objects to (%s)', async (era) => {
    const { home, project } = await sandbox();
    const server = ['--', process.execPath, program, 'serve', '--root', project];
    const { tools } = await inspect(home, '--strict', '--protocol-era', era, '--method', 'tools/list', ...server);
    expect(tools).toHaveLength(11);
  });

  it('calls one', async () => {
    const { home, project } = await sandbox();
    const { structuredContent } = await inspect(
      home,
      ...['--method', 'tools/call', '--tool-name', 'analyze_tests', '--tool-arg', 'detail=summary'],
      ...['--', process.execPath, program, 'serve', '--root', project],
    );
    expect(structuredContent).toMatchObject({ summary: { files: 2, tests: 2, findings: 3 } });
  });

  it('starts the server as mcp.json says', async () => {
    const { home } = await sandbox();
    const { tools } = await inspect(
      home,
      ...['--config', 'mcp.json', '--server', 'testing-patterns', '--method', 'tools/list'],
    );
    expect(tools).toHaveLength(11);
  });
});
