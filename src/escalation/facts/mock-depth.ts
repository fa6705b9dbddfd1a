import { deepestNesting, openBrackets } from '../source/brackets.ts';
import type { ChangedFile } from '../source/changed-file.ts';
import type { Fact } from './fact.ts';

/** More layers than this between a test and what it tests, and the test checks the mocks. */
const maxLayers = 3;

/**
 * What stands between a touched test and the code: patches that hold at the same time, one mock inside another, or one chain of
 * mocked return values, deeper than three. Mocked modules of the project itself are its collaborators and no layers; those of
 * services are, for every test of the file.
 */
export function mockDepthFacts({ path, touched, codeLines, scanAfter, after }: ChangedFile): Fact[] {
  const layersOf = path.endsWith('.py') ? pythonLayers : scriptLayers;
  const services = path.endsWith('.py') ? 0 : mockedServices(scanAfter.code, after);
  return touched.flatMap(({ first, last }): Fact[] => {
    const depth = Math.max(services, layersOf(codeLines.slice(first - 1, last)));
    if (depth <= maxLayers) return [];
    return [
      {
        id: 'mock-depth',
        statement: `external service mocking too complex: ${depth} mocked layers in one test`,
        where: { path, line: first },
        reason: `A touched test patches ${depth} layers (more than ${maxLayers}): it checks its mocks more than the code. Mocking this complex needs human review.`,
      },
    ];
  });
}

/** `patch.dict` changes settings and stands in for nothing; `client.patch(` sends a request. */
const patchCall = /(?<![\w.])(?:(?:unittest\.)?mock\.)?patch(?:\.object|\.multiple)?\(/g;
/** Patches that hold until the test ends. */
const heldPatch =
  /\b(?:class_|module_|session_)?mocker\.patch(?:\.object|\.multiple)?\(|\benter_context\(\s*(?:(?:unittest\.)?mock\.)?patch(?:\.object|\.multiple)?\(/g;
const mockMade = /\b(?:Magic|Async|NonCallable|NonCallableMagic|Property)?Mock\(\s*(?!\s*\))/g;

function pythonLayers(lines: readonly string[]): number {
  const code = lines.join('\n');
  return Math.max(patchDepth(lines) + count(code, heldPatch), deepestNesting(code, mockMade), ...lines.map(chainDepth));
}

/** Decorators, plus the deepest nesting of `with patch(…)` blocks. */
function patchDepth(lines: readonly string[]): number {
  let decorators = 0;
  let deepest = 0;
  const open: { indent: number; patches: number }[] = [];
  let header: { indent: number; patches: number; brackets: number } | undefined;
  for (const line of lines) {
    const patches = count(line, patchCall);
    const indent = line.search(/\S/);
    if (indent === -1) continue;
    if (/^\s*@/.test(line)) decorators += patches;
    if (header === undefined) {
      while (open.length > 0 && indent <= (open.at(-1)?.indent ?? 0)) open.pop();
      if (/^\s*(?:async\s+)?with\b/.test(line)) header = { indent, patches: 0, brackets: 0 };
    }
    if (header !== undefined) {
      header.patches += patches;
      header.brackets += openBrackets(line);
      // A header goes on over lines while a bracket is open or a backslash ends them.
      if (header.brackets <= 0 && !/\\\s*$/.test(line)) {
        open.push(header);
        header = undefined;
      }
    }
    deepest = Math.max(
      deepest,
      open.reduce((sum, block) => sum + block.patches, 0),
    );
  }
  return decorators + deepest;
}

/** `a.return_value.b().return_value` is one chain. */
function chainDepth(line: string): number {
  if (!line.includes('return_value')) return 0;
  return line
    .replaceAll('()', '')
    .split(/[^\w.]+/)
    .reduce(
      (deepest, chain) => Math.max(deepest, chain.split('.').filter((part) => part === 'return_value').length),
      0,
    );
}

const mockedValue =
  /\.(?:mock(?:Return|Resolved)Value(?:Once)?|mockImplementation(?:Once)?|returns|resolves)\(\s*(?!\s*\))|\b(?:vi|jest)\.fn\(\s*(?!\s*\))/g;
/** What is watched or put still so that nothing is printed, or that time stands: no layer over the code. */
const spied =
  /\b(?:vi|jest|sinon)\.(?:spyOn|stub)\(\s*(?!console\b|process\b|Date\b|Math\b|performance\b|window\b|document\b|globalThis\b|global\b)([\w.$]+)[^\n]*\)\s*\.(?:mock\w+|returns|resolves|rejects|callsFake)\(/g;

/** One mock inside another, or replaced methods of different things. */
function scriptLayers(lines: readonly string[]): number {
  const code = lines.join('\n');
  const objects = new Set([...code.matchAll(spied)].map(([, object]) => object));
  return Math.max(deepestNesting(code, mockedValue), objects.size);
}

const moduleMock = /\b(?:vi|jest)\.(?:do|unstable_)?[mM]ock(?:Module)?\(\s*(?:import\(\s*)?['"`]/g;
const service =
  /^(?:node:)?(?:https?|net|dgram)$|^(?:axios|got|ky|undici|node-fetch|superagent|stripe|twilio|nodemailer|resend|openai|ioredis|redis|pg|mysql2?|mongodb|kafkajs|amqplib|nats|bullmq|algoliasearch|firebase(?:-admin)?|@(?:aws-sdk|google-cloud|azure|slack|octokit|sendgrid|anthropic-ai|prisma|supabase|elastic|sentry)\/.+)(?:\/.*)?$/;

/** Modules of services that the file replaces. */
function mockedServices(code: string, text: string): number {
  const modules = [...code.matchAll(moduleMock)].map(
    ({ index, 0: head }) => /^[^'"`\n]*/.exec(text.slice(index + head.length))?.[0] ?? '',
  );
  return new Set(modules.filter((name) => service.test(name))).size;
}

function count(text: string, expression: RegExp): number {
  return text.match(expression)?.length ?? 0;
}
