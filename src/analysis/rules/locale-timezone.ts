import type { Argument, Assertion, CallFact, Span, TestFile } from '../facts.ts';
import { functionsAround } from '../nesting.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { contains } from '../source.ts';
import { literally } from '../words.ts';
import { examples } from './examples/locale-timezone.ts';
import { partsOf } from './support/assertions/parts.ts';
import { testAround } from './support/scope.ts';
import { dateIn } from './support/time/instants.ts';
import { type Site, siteOf } from './support/time/locale-sites.ts';
import { variablesReadIn } from './support/values.ts';

/** Calls that hand the text or number on as it is, or picks of it. */
const handsOn =
  /(?:^|\.)(?:String|Number|map|flatMap|join|replace|replaceAll|trim|slice|split|substring|toLowerCase|toUpperCase|concat)$/;

/** `setRuntimeLocale('de-DE')`, `withTimeZone('UTC', …)`: the test brings its own. */
const simulates =
  /(?:^|\.)_*(?:set|with|use|mock|stub|simulate|force|fake|pin)\w*(?:locale|language|time_?zone|tz)\w*$/i;

/**
 * A literal that holds only in one language or time zone.
 * Source: apollographql/apollo-client 6950eb5e2, payloadcms/payload#16834, YosemiteCrew/Yosemite-Crew#1996.
 */
export const localeTimezone = defineRule({
  id: 'locale-timezone',
  title: 'Expectation that holds in one locale or time zone',
  cause: 'environment',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  pattern: 'flaky/time-zones',
  why: 'The text of a date or number depends on the language of the machine, and the parts of an instant on its time zone. A literal that holds on one laptop fails on another, or on the build agent.',
  examples,
  *check(context) {
    const { file } = context;
    const sites = sitesOf(context);
    const told = new Set<Site['call']>();
    for (const assertion of file.assertions) {
      if (
        !testAround(file, assertion.function) ||
        assertion.negated ||
        !['equal', 'contains', 'snapshot'].includes(assertion.compares)
      )
        continue;
      const mixed = mixesZones(context, assertion);
      if (mixed && !bringsItsOwn(file)) yield mixed;
      const isCandidate = sites.length > 0 && isAgainstLiteral(file, assertion);
      const site = isCandidate ? dependence(context, assertion, sites) : undefined;
      if (!site || told.has(site.call)) continue;
      told.add(site.call);
      yield { at: site.call.span, message: messageFor(site), fix: fixFor(site) };
    }
  },
});

function bringsItsOwn(file: TestFile): boolean {
  return file.calls.some(({ callee }) => simulates.test(callee));
}

/** Every call of the file that depends on the machine. */
function sitesOf({ file, source }: RuleContext): readonly Site[] {
  const sites = file.calls.flatMap((call) => siteOf(file, source, call) ?? []);
  return sites.length > 0 && bringsItsOwn(file) ? [] : sites;
}

function isAgainstLiteral(file: TestFile, assertion: Assertion): boolean {
  const { values } = partsOf(file, assertion);
  if (assertion.compares === 'snapshot') return true;
  return values.length > 0 && values.slice(0, 1).every(isLiteral) && !isShortNumber(values[0]);
}

/** Up to three digits look the same in most languages. */
function isShortNumber({ kind, value }: Argument = { span: { start: 0, end: 0 }, kind: 'other' }): boolean {
  return kind === 'string' && /^-?\d{1,3}$/.test(String(value));
}

function isLiteral({ kind, interpolated, elements, properties }: Argument): boolean {
  if (kind === 'array') return elements !== undefined && elements.length > 0 && elements.every(isLiteral);
  if (kind === 'object')
    return properties !== undefined && properties.length > 0 && properties.every(({ value }) => isLiteral(value));
  return kind === 'string' || kind === 'number' || kind === 'regex' || (kind === 'template' && !interpolated);
}

/** The first call in what is checked, or in what a constant in it was made of, that depends on the machine. */
function dependence(context: RuleContext, assertion: Assertion, sites: readonly Site[]): Site | undefined {
  const { file, source } = context;
  const subject = partsOf(file, assertion).subject?.span;
  if (!subject) return undefined;
  const kept = variablesReadIn(file, subject).flatMap(({ constant, initializer, level, name }) =>
    constant && initializer && level === 'function' && isPlainly(source.slice(subject), name) ? [initializer] : [],
  );
  for (const span of [subject, ...kept]) {
    for (const found of sites) {
      const { call } = found;
      if (!contains(span, call.span) || /\btypeof\b/.test(source.text.slice(span.start, call.span.start))) continue;
      if (!isValueOf(file, call, span) || isInPage(file, call.function)) continue;
      const site = withoutPinned(context, found);
      if (site) return site;
    }
  }
  return undefined;
}

/** Looked at as it is: `text`, `text.length`, `rows[0]`; not handed to a function. */
function isPlainly(subject: string, name: string): boolean {
  return new RegExp(`^(?:await\\s+)?${literally(name)}(?![\\w$(])(?:[.[].*)?$`, 's').test(subject.trim());
}

/** Not handed to another function on the way. */
function isValueOf(file: TestFile, call: CallFact, span: Span): boolean {
  return file.calls.every(
    (outer) =>
      !contains(span, outer.span) ||
      handsOn.test(outer.callee) ||
      !outer.arguments.some((argument) => contains(argument.span, call.span)),
  );
}

/** In a browser the context's own locale and zone hold. */
function isInPage(file: TestFile, from: number): boolean {
  return [...functionsAround(file, from)].some(
    ({ argumentOf }) =>
      argumentOf !== undefined && /(?:^|\.)(?:evaluate\w*|addInitScript)$/.test(file.calls[argumentOf]?.callee ?? ''),
  );
}

/** What is left of the dependence after the zone was pinned, or the function mocked. */
function withoutPinned(context: RuleContext, site: Site): Site | undefined {
  const { file } = context;
  const method = site.call.callee.slice(site.call.callee.lastIndexOf('.') + 1);
  if (
    file.calls.some(
      ({ callee, arguments: [, second] }) => /(?:^|\.)(?:spyOn|stub|method)$/.test(callee) && second?.value === method,
    )
  )
    return undefined;
  if (!site.on.includes('zone') || !isZonePinned(context)) return site;
  return site.on.includes('locale') ? { call: site.call, on: ['locale'] } : undefined;
}

/** `TZ` set by the file, a setup file or the configuration; a library that mocks the zone. */
function isZonePinned({ file, project }: RuleContext): boolean {
  return (
    project.runner.pinsTimezone === true ||
    file.environment.some(({ name, operation }) => name === 'TZ' && operation === 'set') ||
    file.imports.some(({ module }) => /timezone-mock|timezoned-date|set-tz/.test(module)) ||
    file.calls.some(
      ({ callee, arguments: [first, second] }) =>
        (/\.stubEnv$/.test(callee) && first?.value === 'TZ') ||
        (/^(?:test|it)\.use$/.test(callee) && first?.properties?.some(({ name }) => name === 'timezoneId')) ||
        (/^MockDate\.set$/i.test(callee) && second !== undefined),
    )
  );
}

function messageFor({ on }: Site): string {
  if (!on.includes('zone'))
    return "The text depends on the language of the machine, the expectation does not. Name the locale: 'en-US'.";
  if (on.includes('locale'))
    return "The text depends on the language and the time zone of the machine, the expectation does not. Name both: 'en-US', { timeZone: 'UTC' }.";
  return 'The value depends on the time zone of the machine, the expectation does not. Stay in UTC on both sides (timeZone: "UTC", getUTC…, Date.UTC), or set TZ for all runs.';
}

function fixFor({ edits, on }: Site): FixDraft | undefined {
  const what = on.includes('locale')
    ? on.includes('zone')
      ? 'Name locale and time zone'
      : 'Name the locale'
    : 'Stay in UTC';
  return edits && { title: what, safety: 'suggested', edits };
}

/** `expect(new Date('2024-01-15')).toEqual(new Date(2024, 0, 15))`: midnight here and midnight in UTC. */
function mixesZones(context: RuleContext, assertion: Assertion): Report | undefined {
  const { file } = context;
  const { subject, values } = partsOf(file, assertion);
  const one = dateIn(file, subject, assertion.function);
  const other = dateIn(file, values[0], assertion.function);
  if (!one || !other || one.zone === other.zone || isZonePinned(context)) return undefined;
  return {
    at: assertion.span,
    message:
      'One side is written in the time zone of the machine, the other in UTC: they are equal in one zone only. Use Date.UTC for the local one.',
  };
}
