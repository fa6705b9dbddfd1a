import { describe, expect, it } from 'vitest';
import { fixedPort } from '../../../src/analysis/rules/fixed-port.ts';
import { applyFixes, check, describeExamples } from './harness.ts';

describeExamples(fixedPort);

describe('fixed-port: what binds', () => {
  const reported = async (code: string) =>
    (await check(fixedPort, { framework: 'vitest', code })).reports.map(({ message }) => message.split(':')[0]);

  it('says once how often a port is bound', async () => {
    const code = `import { it } from 'vitest';
import { createApp } from './app';

it('starts', async () => {
  const app = createApp();
  await app.listen({ port: 3000 });
  await app.close();
});
it('starts again', async () => {
  const app = createApp();
  await app.listen({ port: 3000 });
  await app.close();
});
`;
    expect(await reported(code)).toEqual(['Binds port 3000 (2 times in this file)']);
  });

  it('looks into helpers of the test side', async () => {
    const files = {
      'src/test-helpers.ts': `import { createServer } from 'node:http';
export function open(port: number) { return createServer().listen(port); }
export function startServer(port: number) { return open(port); }
`,
    };
    const code = `import { expect, it } from 'vitest';
import { startServer } from './test-helpers';

it('starts', async () => {
  const server = startServer(4100);
  expect(server.listening).toBe(true);
  server.close();
});
`;
    const { reports } = await check(fixedPort, { framework: 'vitest', code, files });
    expect(reports).toHaveLength(1);
    expect(await reported(code)).toEqual([]);
  });

  it('is silent where the port is refused on purpose', async () => {
    const code = `import { createServer } from 'node:http';
import { expect, it } from 'vitest';

it('refuses', () => {
  expect(() => createServer().listen(80)).toThrow();
});
`;
    expect(await reported(code)).toEqual([]);
  });

  it('does not take a number away that an address repeats', async () => {
    const code = `import { createServer } from 'node:http';
import { expect, it } from 'vitest';

it('answers', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(3000, resolve));
  expect((await fetch('http://localhost:3000/')).status).toBe(200);
  server.close();
});
`;
    expect(await reported(code)).toHaveLength(1);
    expect(await applyFixes(fixedPort, { framework: 'vitest', code })).toBe(code);
  });
});

describe('fixed-port: Python', () => {
  const bound = async (body: string) => {
    const code = `import asyncio\nimport socket\n\nimport uvicorn\n\n\nasync def test_it(app):\n    ${body.replaceAll('\n', '\n    ')}\n`;
    const { reports } = await check(fixedPort, { framework: 'pytest', code });
    return reports.map(({ message, fix }) => [message.split(':')[0], fix?.safety]);
  };

  it('reads the port from an address, a position or its name', async () => {
    expect(await bound('sock = socket.socket()\nsock.bind(("", 8080))')).toEqual([['Binds port 8080', 'suggested']]);
    expect(await bound('await asyncio.start_server(app, "localhost", 8081)')).toEqual([['Binds port 8081', undefined]]);
    expect(await bound('uvicorn.run(app, port=8082)')).toEqual([['Binds port 8082', undefined]]);
    expect(await bound('await asyncio.start_server(app, "localhost", 0)')).toEqual([]);
  });

  it('keeps a number that the test names elsewhere', async () => {
    expect(await bound('sock = socket.socket()\nsock.bind(("", 8080))\nassert ask("localhost:8080")')).toEqual([
      ['Binds port 8080', undefined],
    ]);
  });
});
