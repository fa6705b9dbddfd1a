import { insertAbove, standsAlone } from '../edits/statements.ts';
import { styleOf } from '../edits/typescript.ts';
import type { Interception, NetworkUse, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { type Place, placeOf, runsInHook, runsWith } from './support/places.ts';
import { climb, hooksFor, inTest, modifierNames } from './support/scope.ts';

/**
 * A test that talks to a host on the internet: it fails when that host, the name service or the way there does.
 * Source: vitejs/vite 869e8ead2e and aio-libs/aiohttp e67a2e841 removed such requests after flakes.
 */
export const realNetwork = defineRule({
  id: 'real-network',
  title: 'Request to a real host',
  cause: 'network',
  topic: 'mocking',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'mocking/external-apis',
  why: "A request that leaves the machine depends on a service, a name server and a network that the test does not own. It fails when they do, is slow when they are, and may change something that is somebody else's.",
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import requests

def test_rates():
    response = requests.get("https://api.exchange.com/rates")
    assert response.status_code == 200
`,
      },
      {
        framework: 'playwright',
        code: `import { expect, test } from '@playwright/test';

test('has a title', async ({ page }) => {
  await page.goto('https://playwright.dev/');
  await expect(page).toHaveTitle(/Playwright/);
});
`,
        fixed: `import { expect, test } from '@playwright/test';

test('has a title', async ({ page }) => {
  await page.route('https://playwright.dev/**', (route) => route.fulfill({ status: 200, body: '' }));
  await page.goto('https://playwright.dev/');
  await expect(page).toHaveTitle(/Playwright/);
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('loads', async () => {
  const response = await fetch('https://example.com/data.json');
  expect(response.ok).toBe(true);
});
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import requests

def test_local():
    assert requests.get("http://localhost:8000/health").ok

def test_container():
    assert requests.get("http://api:8000/health").ok

def test_reserved():
    assert requests.get("https://shop.test/").ok
`,
      },
      {
        framework: 'pytest',
        code: `import requests
import responses

@responses.activate
def test_rates():
    responses.get("https://api.exchange.com/rates", json={})
    assert requests.get("https://api.exchange.com/rates").json() == {}
`,
      },
      {
        framework: 'pytest',
        code: `import httpx

def test_rates(httpx_mock):
    httpx_mock.add_response(json={})
    assert httpx.get("https://api.exchange.com/rates").json() == {}
`,
      },
      {
        framework: 'vitest',
        code: `import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.stubGlobal('fetch', vi.fn(async () => new Response('{}')));
});

it('loads', async () => {
  const response = await fetch('https://example.com/data.json');
  expect(response.ok).toBe(true);
});
`,
      },
      {
        framework: 'vitest',
        code: `import { expect, it } from 'vitest';

it('loads', async () => {
  const fetch = createFetch(app);
  const response = await fetch('https://example.com/data.json');
  expect(response.ok).toBe(true);
});
`,
      },
    ],
  },
  *check(context) {
    const { file, project } = context;
    if (project.runner.interceptsNetwork) return;
    for (const use of file.network) {
      const place = placeOf(file, use.function);
      if (place.kind === 'helper' || place.kind === 'collection') continue;
      if (
        isLocal(use.host) ||
        isDead(context, use.block, use.function) ||
        isOwnName(file, use) ||
        isExpectedToFail(file, use) ||
        isIntercepted(context, use, place)
      )
        continue;
      yield {
        at: use.span,
        ...(isMeantToBeReal(file, place) ? { severity: 'info' as const } : {}),
        message: `Requests ${use.host} over the real network: the test fails when that host or the way there does. Answer the request in the test, or serve it locally.`,
        fix: routeFix(context, use),
      };
    }
  },
});

/** Loopback, private names, reserved test names, and names without a dot (containers, the Docker network). */
function isLocal(host: string): boolean {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1];
  const name = (bracketed ?? host.replace(/:\d+$/, '')).toLowerCase();
  return (
    name === '' ||
    name === '0.0.0.0' ||
    !/[.:]/.test(name) ||
    /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(name) ||
    name.includes('::') ||
    // No name of a host, and names that only stand for the loopback address.
    /[${}<>%*\s]/.test(name) ||
    /(?:^|\.)(?:nip\.io|sslip\.io|localtest\.me|lvh\.me)$/.test(name) ||
    /\.(?:test|invalid|localhost|local|internal|lan|home\.arpa|example|svc)$/.test(name)
  );
}

/** The called name is the file's own: a local `fetch`, a fake `axios`. */
function isOwnName(file: TestFile, use: NetworkUse): boolean {
  const name = use.via.split('.')[0] ?? '';
  return (
    file.variables.some((variable) => variable.name === name && variable.value !== 'none') ||
    file.functions.some((fn) => fn.name === name) ||
    (name !== 'page' &&
      file.functions.some((fn) => fn.parameters.some((parameter) => parameter.name === name) && fn.id === use.function))
  );
}

/** Under `if (0)` or `if (false)`, where code stands for its types; and in a function that is only used there. */
function isDead({ file, source }: RuleContext, block: number, fn: number): boolean {
  const isUnder = (id: number) =>
    [...climb(file, id)].some(
      ({ kind, arm, construct }) =>
        kind === 'branch' && arm === 0 && /^if\s*\(\s*(?:0|false)\s*\)/.test(source.slice(construct)),
    );
  if (isUnder(block)) return true;
  const home = file.functions[fn];
  if (home?.role !== 'function' || !/^[\w$]+$/.test(home.name)) return false;
  const uses = file.calls.filter(
    (call) =>
      call.callee === home.name || call.arguments.some(({ kind, value }) => kind === 'name' && value === home.name),
  );
  return uses.length > 0 && uses.every((call) => isUnder(call.block));
}

/** Inside `pytest.raises` or `expect(() => …).toThrow()`, or with its failure caught: most such requests are refused before they leave. */
function isExpectedToFail(file: TestFile, use: NetworkUse): boolean {
  return (
    file.assertions.some(({ compares, span }) => compares === 'throws' && contains(span, use.span)) ||
    file.calls.some(({ callee, span }) => callee === `${use.via}().catch` && contains(span, use.span)) ||
    [...climb(file, use.block)].some(
      ({ kind, names }) => kind === 'with' && names.some((name) => /raises$|assertRaises/.test(name)),
    )
  );
}

const ownTransport =
  /\b(?:lookup|dispatcher|agent|httpAgent|httpsAgent|socketPath|createConnection|transport|adapter)\b\s*[:,=}]/;
const mockingFixture =
  /mock|respx|responses|vcr|cassette|httpserver|stub|fake|intercept|transport|record|replay|aioresponses|httpretty|socket_disabled|betamax/i;
const mockingMark = /^(?:vcr|default_cassette|respx|httpx_mock|block_network|disable_socket|responses|pook)$/;
const networkMark = /^(?:network|integration|e2e|external|live|online|internet|remote|requires_network|smoke)$/;

/** Something that may answer this request is active where it is made. Unknown targets count: better silent than wrong. */
function isIntercepted({ file, source }: RuleContext, use: NetworkUse, place: Place): boolean {
  if (ownTransport.test(source.slice(use.span))) return true;
  const withs = [...climb(file, use.block)].filter(({ kind }) => kind === 'with').flatMap(({ names }) => names);
  if (withs.some((name) => mockingFixture.test(name) || /offline/i.test(name))) return true;
  if (/\b(?:global|globalThis|window|self)\.fetch\s*=|\bunstable_mockModule\b/.test(source.text)) return true;
  if (place.kind === 'test') {
    if (place.test.fixtures.some((name) => mockingFixture.test(name))) return true;
    if (modifierNames(file, place.test).some((name) => mockingMark.test(name))) return true;
  }
  const running = place.kind === 'test' ? new Set(runsWith(file, place.test.function)) : undefined;
  if (running && place.kind === 'test') {
    for (const hook of hooksFor(file, place.test)) for (const id of runsInHook(file, hook)) running.add(id);
  }
  if (hasOwnWay(file, source, place)) return true;
  return file.interceptions.some((patch) => {
    const owner = placeOf(file, patch.function);
    const elsewhere = owner.kind === 'test' && running !== undefined && !running.has(patch.function);
    return !elsewhere && couldAnswer(patch, use);
  });
}

/** aiohttp: the session's connector or resolver, made in the test, leads every name to where the test wants it. */
function hasOwnWay(file: TestFile, source: Source, place: Place): boolean {
  return (
    place.kind === 'test' &&
    file.calls.some(
      (call) =>
        inTest(file, place.test, call.function) &&
        call.arguments.some(
          ({ name, span }) =>
            (name === 'resolver' || name === 'connector' || name === 'transport') &&
            !/=\s*(?:None|(?:aiohttp\.)?TCPConnector\((?![^)]*resolver)[^)]*\))$/.test(source.slice(span)),
        ),
    )
  );
}

function couldAnswer({ target }: Interception, use: NetworkUse): boolean {
  if (target === undefined) return true;
  if (/[*/:^]/.test(target)) return target.includes(use.host) || !/:\/\/[\w.-]+\.\w+/.test(target);
  const library = use.via.split('.')[0] ?? use.via;
  return (
    target.split('.').some((part) => part.toLowerCase() === library.toLowerCase()) ||
    !/^(?:requests|httpx|aiohttp|urllib\d?|axios|fetch|undici|got)\b/.test(target)
  );
}

function isMeantToBeReal(file: TestFile, place: Place): boolean {
  if (/(?:^|\/)(?:integration|live|smoke|external|hosted|deployed)(?:\/|[-_.])/.test(file.path)) return true;
  return place.kind === 'test' && modifierNames(file, place.test).some((name) => networkMark.test(name));
}

/** Playwright: answer what `page.goto` asks for. What the page should hold is for the author to fill in. */
function routeFix({ file, source }: RuleContext, use: NetworkUse): FixDraft | undefined {
  const page = /^(\w+)\.goto$/.exec(use.via)?.[1];
  const origin = /^https?:\/\/[^/?#'"`$]+/.exec(use.url)?.[0];
  if (file.framework !== 'playwright' || page === undefined || origin === undefined) return undefined;
  const statement = source.slice(use.statement);
  if (!statement.startsWith('await ') || !standsAlone(source, use.statement)) return undefined;
  const { quote, semicolon } = styleOf(source);
  const line = `await ${page}.route(${quote}${origin}/**${quote}, (route) => route.fulfill({ status: 200, body: ${quote}${quote} }))${semicolon}`;
  return {
    title: `Answer requests to ${use.host} in the test`,
    safety: 'suggested',
    edits: [insertAbove(source, use.statement.start, [line])],
  };
}
