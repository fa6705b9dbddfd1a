import { isLocalHost, isPlaceholder } from '../../analysis/hosts.ts';
import type { ChangedFile } from '../source/changed-file.ts';
import type { FactContext } from './context.ts';
import type { Fact } from './fact.ts';
import { mockDepthFacts } from './mock-depth.ts';

/** Rule 5: real services, and mocks of them that have grown too deep to be trusted. */
export function networkFacts({ files }: FactContext): Fact[] {
  return files.filter(({ isTest }) => isTest).flatMap((file) => [...realHosts(file), ...mockDepthFacts(file)]);
}

export const url = /\b(?:https?|wss?):\/\/(?:[^\s'"`/@]{0,200}@)?([^\s'"`/:?#)\\]+|\[[^\]]*\])/gi;
/** Calls that reach out; a URL that is only compared or parsed (`httpx.URL`) reaches nobody. */
export const reaching =
  /\b(?:fetch|urlopen|urlretrieve|WebSocket|EventSource|XMLHttpRequest|axios|got|ky|needle|request|requests|supertest|superagent|ClientSession|AsyncClient|goto|connect|create_connection)\s*\(|\b(?:requests|httpx|aiohttp|axios|got|ky|needle|superagent|undici|request|client|session|https?|api|page)\s*\.\s*(?:get|post|put|patch|delete|head|options|request|stream|fetch|goto|connect|ws_connect|create|extend)\s*\(/i;
/** Anything in the file that stands in for the network. */
export const mocked =
  /\b(?:respx|responses|httpx_mock|requests_mock|aioresponses|vcr|betamax|httpretty|pook|monkeypatch|mocker|patch|(?:Mock|ASGI|WSGI)Transport|\w*TestClient|\w*test_client|MagicMock|AsyncMock|nock|msw|setupServer|fetchMock|fetch-mock|MockAdapter|sinon|wiremock|pollyjs|MockAgent)\b|\b(?:vi|jest)\.(?:mock|fn|spyOn|stubGlobal|doMock)\b|\.route\(/;

function realHosts({ path, after, added, removed, scanAfter, touched, codeLines }: ChangedFile): Fact[] {
  const before = new Set(removed.flatMap(({ text }) => hostsIn(text)));
  const found = added.flatMap(({ line, text }) =>
    hostsIn(text)
      .filter((host) => !before.has(host))
      .map((host) => ({ line, host })),
  );
  // `after` and not only the code: a mock is often named in a string (`patch('requests.get')`).
  if (found.length === 0 || mocked.test(after)) return [];
  const comments = new Set(scanAfter.comments.flatMap(({ text }) => hostsIn(text)));
  return found
    .filter(({ host }) => !comments.has(host))
    .filter(({ line }) =>
      touched.some(({ first, last }) => {
        if (line < first || line > last) return false;
        // What is asserted is compared, unless it is fetched right there.
        const own = codeLines[line - 1] ?? '';
        return reaching.test(/\bassert\b|\bexpect\(/.test(own) ? own : codeLines.slice(first - 1, last).join('\n'));
      }),
    )
    .map(({ line, host }) => ({
      id: 'external-service',
      statement: `external service reached without a mock: ${host}`,
      where: { path, line },
      reason: `The changed test talks to ${host} and nothing in the file stands in for it. Tests of external services need human review.`,
    }));
}

export function hostsIn(text: string): string[] {
  return [...text.matchAll(url)].flatMap(([, host]) =>
    host === undefined || !/[\p{L}\p{N}]/u.test(host) || isPlaceholder(host) || isLocalHost(host) ? [] : [host],
  );
}
