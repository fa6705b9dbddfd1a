import type { Action } from '../action.ts';
import { effectiveLines, sentencesOf } from './described-text.ts';
import type { Fact } from './fact.ts';
import { hostsIn, mocked, reaching, url } from './network.ts';

/** Addresses that a described action would reach. One that is read about, linked to or compared reaches nobody. */
export function describedHostFacts({ kind, text = '', command = '' }: Action): Fact[] {
  if (kind !== 'describe') return [];
  const said = sentencesOf(text);
  const lines = effectiveLines(command);
  const isCall = said.some((sentence) => calling.test(sentence) && !harmless.test(sentence) && !isMocked(sentence));
  const reached = [
    ...said.flatMap((sentence) =>
      addressesIn(sentence)
        .filter((found) => isSaidToBeReached(found))
        .map(toPlaced('text')),
    ),
    ...(mocked.test(command)
      ? []
      : lines.flatMap((line, at) => {
          const around = lines.slice(Math.max(0, at - 2), at + 1).join('\n');
          return addressesIn(line)
            .filter((found) => isReachedByCode(found, around) || (isCall && !comparing.test(line)))
            .map(toPlaced('command'));
        })),
  ];
  return [...new Map(reached.map((found) => [found.host, found])).values()].map(({ host, path }) => ({
    id: 'external-service',
    statement: `external service reached without a mock: ${host}`,
    where: { path },
    reason: `The action would talk to ${host}, a real service. Tests of external services need human review.`,
  }));
}

interface Address {
  readonly host: string;
  readonly before: string;
  readonly after: string;
}

const toPlaced =
  (path: string) =>
  ({ host }: Address) => ({ host, path });

/** Addresses of real hosts that are not known to hold nothing but documentation. */
function addressesIn(piece: string): Address[] {
  return [...piece.matchAll(url)].flatMap(({ 0: start, index }) => {
    const whole = /^\S{0,300}/.exec(piece.slice(index))?.[0] ?? start;
    const [host] = hostsIn(whole);
    if (host === undefined || isDocumentation(host.toLowerCase(), whole.toLowerCase())) return [];
    return [{ host, before: piece.slice(Math.max(0, index - 160), index), after: piece.slice(index + whole.length) }];
  });
}

function isDocumentation(host: string, address: string): boolean {
  return (
    /^(?:docs?|developers?|wiki|help|learn)\.|(?:^|\.)(?:readthedocs\.(?:io|org)|github\.io|wikipedia\.org|stackoverflow\.com|docs\.rs|pypi\.org|npmjs\.com)$/.test(
      host,
    ) ||
    (/^(?:www\.)?(?:github|gitlab)\.com$/.test(host) && !/\/api\//.test(address)) ||
    /\/(?:docs?|documentation|wiki|reference)(?:\/|$)/.test(address)
  );
}

/** Right before the address: nothing else can be meant. */
const direct =
  /\b(?:against|hit(?:s|ting)?|call(?:s|ing|ed)?|ping(?:s|ing)?|curl|wget|(?:requests?|calls?|post(?:s|ing)?|connect(?:s|ing)?|talks?|talking|get|fetch(?:es|ing)?|send(?:s|ing)?) (?:to|from|at)|get|post|put|patch|delete|head|fetch(?:es|ing)?|request(?:s|ing)?)\s+(?:the )?(?:(?:real|live|staging|public|external) )?(?:(?:api|service|server|endpoint|url|webhook|site) )?(?:at |of )?['"`(<]?$/;
const passive =
  /^\S*\s+(?:is|are|be|being|gets?)\s+(?:\w+ )?(?:called|requested|fetched|hit|queried|reached|contacted)\b/;
const harmless =
  /\b(?:read(?:s|ing)?|see|consult\w*|docs?|documentation|documented|manual|according to|link(?:s|ing|ed)?|refer\w*|issue|look(?:ed|ing)? up|described (?:in|at)|expected|compar\w+|redirect\w*|href|strings?|comments?|messages?|titles?|constants?|rename\w*|typo)\b/;
const calling =
  /\b(?:calls?|calling|requests?|requesting|fetch(?:es|ing)?|sends?|sending|hits?|hitting|quer(?:y|ies|ying)|connect\w*|ping\w*|reach\w*|talk(?:s|ing)?|download\w*|upload\w*)\b|\b(?:run|point|execut|use|using|switch|let)\w*\b.{0,60}\b(?:tests?|specs?|suite|pytest|vitest|jest|playwright)\b/;
const testing = /\b(?:tests?|testing|specs?|suite)\b/;
const comparing = /\bassert\b|\bexpect\(|[=!]==?\s|\bhref\b/;

function isSaidToBeReached({ before, after }: Address): boolean {
  const sentence = `${before} ${after.slice(0, 160)}`;
  if (isMocked(sentence)) return false;
  if (direct.test(before) || passive.test(after)) return true;
  return (calling.test(sentence) || testing.test(sentence)) && !harmless.test(sentence);
}

function isMocked(sentence: string): boolean {
  if (
    /\b(?:remov\w+|without|drop\w*|delet\w+|instead of|rather than|no longer|not|no|unlike) (?:\w+ ){0,2}(?:mock|stub|fake)/.test(
      sentence,
    )
  )
    return false;
  return /\b(?:mock|stub|fake|faking|intercept|msw|nock|respx|vcr|cassette|wiremock|recorded)\w*/.test(sentence);
}

/** `curl URL`, `client.get(URL)`, `BASE_URL=URL pytest`, `--base-url URL`. */
function isReachedByCode({ before }: Address, around: string): boolean {
  return (
    reaching.test(around) ||
    direct.test(before) ||
    /\b(?:curl|wget|xh|websocat|k6|wrk)\b/.test(before) ||
    /(?:^|\s)--[\w-]*(?:url|host|endpoint)[= ]['"]?$/i.test(before) ||
    /^\s*(?:export |set |env )?(?:[A-Z_][A-Z0-9_]*=\S* )*[A-Z_]*(?:URL|URI|HOST|ENDPOINT|BASE|API)[A-Z_]*=['"]?$/.test(
      before,
    )
  );
}
