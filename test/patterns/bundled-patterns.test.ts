import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { type RuleMeta, rules, suppressionRule } from '../../src/analysis/index.ts';
import { guides } from '../../src/diagnosis/guide.ts';
import { bundledPatternsDir, LANGUAGES, loadPatterns, type PatternDocument } from '../../src/patterns/index.ts';
import { codeBlocks, pythonErrors, typescriptErrors } from './blocks.ts';

/** Tokens are estimated as characters / 4. */
const TOKEN_LIMIT = 1_500;

const IDS = [
  'async/concurrency',
  'async/context-managers',
  'async/page-waits',
  'async/test-setup',
  'database/cascade-deletes',
  'database/constraints',
  'database/engines',
  'database/transaction-isolation',
  'escalation/rules',
  'escalation/triggers',
  'fixtures/composition',
  'fixtures/factory',
  'fixtures/scoping',
  'flaky/environment',
  'flaky/floating-point',
  'flaky/identify',
  'flaky/module-state',
  'flaky/network',
  'flaky/race-conditions',
  'flaky/randomness',
  'flaky/resources',
  'flaky/retries',
  'flaky/snapshots',
  'flaky/test-isolation',
  'flaky/time-zones',
  'flaky/unordered-results',
  'mocking/async-functions',
  'mocking/contracts',
  'mocking/database-queries',
  'mocking/external-apis',
  'mocking/fake-timers',
  'mocking/restore',
  'mocking/time',
  'parametrize/basic',
  'parametrize/properties',
  'parametrize/tables',
  'parametrize/with-fixtures',
  'performance/benchmarks',
  'performance/memory',
  'running/commands',
  'running/configuration',
  'running/parallel',
  'structure/collected-tests',
  'structure/layout',
  'structure/tests-that-can-fail',
  'workflow/diagnose-fix-verify',
  'workflow/working-together',
];

const everyRule: readonly RuleMeta[] = [...rules, suppressionRule];

const library = await loadPatterns(bundledPatternsDir());
const documents = library.list().flatMap(({ uri }) => library.get(uri) ?? []);
const blocks = documents.flatMap(codeBlocks);

const uris = (found: readonly PatternDocument[]): string[] => found.map(({ uri }) => uri);

describe('the documents we ship', () => {
  it('all load', () => {
    expect(library.problems).toEqual([]);
  });

  it.each(LANGUAGES)('cover every pattern in %s', (language) => {
    const ids = documents.filter((document) => document.language === language).map(({ id }) => id);
    expect(ids.sort()).toEqual(IDS);
  });

  it('stay under the token limit', () => {
    const sizes = documents.map(({ uri, text }) => ({ uri, tokens: Math.ceil(text.length / 4) }));
    expect(sizes.filter(({ tokens }) => tokens >= TOKEN_LIMIT)).toEqual([]);
  });

  it('name a counterpart that exists and names them back', () => {
    expect(documents.filter(({ uri, counterpart }) => library.get(counterpart ?? '')?.counterpart !== uri)).toEqual([]);
  });

  it('only name other patterns that exist', () => {
    const named = documents.flatMap(({ body, language }) =>
      [...body.matchAll(/\b(?:see|:) (?<id>[a-z]+\/[a-z-]+)\b/gi)].map(({ groups }) => ({
        id: groups?.id ?? '',
        language,
      })),
    );
    expect(named).not.toEqual([]);
    expect(named.filter(({ id, language }) => library.get(id, language) === undefined)).toEqual([]);
  });

  it('speak of every rule whose findings point to them', () => {
    const missing = rules.flatMap(({ id, pattern, languages }) =>
      languages
        .map((language) => library.get(pattern, language))
        .filter((document) => {
          const words = document?.body.replaceAll('-', ' ').toLowerCase() ?? '';
          return !document?.rules.includes(id) || !words.includes(id.replaceAll('-', ' '));
        })
        .map((document) => `${document?.uri ?? `no ${pattern}`} says nothing of ${id}`),
    );
    expect(missing).toEqual([]);
  });

  it('list no rule that nobody knows', () => {
    const listed = new Set(documents.flatMap(({ rules }) => rules));
    const known = new Set(everyRule.map(({ id }) => id));
    expect([...listed].filter((rule) => !known.has(rule))).toEqual([]);
  });

  it('are each named by another document, by a rule or by a diagnosis, besides the index', () => {
    const named = new Set([
      ...rules.map(({ pattern }) => pattern),
      ...Object.values(guides).map(({ pattern }) => pattern),
      ...documents.flatMap(({ id, body }) => IDS.filter((other) => other !== id && body.includes(other))),
    ]);
    expect(IDS.filter((id) => !named.has(id))).toEqual([]);
  });

  it('list a rule only where its own document exists, which names it', () => {
    const dead = documents.flatMap(({ uri, rules: listed, language }) =>
      listed.flatMap((id) => {
        const rule = rules.find((known) => known.id === id);
        const home = rule && library.get(rule.pattern, rule.languages.includes(language) ? language : undefined);
        return rule && !home?.rules.includes(id)
          ? [`${uri}: ${id} leads to ${rule.pattern}, which does not name it`]
          : [];
      }),
    );
    expect(dead).toEqual([]);
  });

  it('give code in a named language, in closed fences', () => {
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['python', 'ts', 'toml', 'yaml']));
  });

  it('show code for the pattern and for the anti-pattern', () => {
    const bare = documents.filter((document) =>
      ['The pattern', 'The anti-pattern'].some((heading) => !library.section(document, heading)?.match(/```|\n\| /)),
    );
    expect(uris(bare)).toEqual([]);
  });

  it('hold Python that compiles', () => {
    const python = blocks.filter(({ language }) => language === 'python');
    expect(python.length).toBeGreaterThan(20);
    expect(pythonErrors(python)).toEqual([]);
  });

  it('hold configuration that parses', () => {
    const toml = blocks.filter(({ language }) => language === 'toml');
    const yaml = blocks.filter(({ language }) => language === 'yaml');
    expect([toml.length > 5, yaml.length > 0]).toEqual([true, true]);
    for (const { code, place } of toml) expect(() => parseToml(code), place).not.toThrow();
    for (const { code, place } of yaml) expect(() => parseYaml(code), place).not.toThrow();
  });

  it('hold TypeScript that parses', () => {
    const typescript = blocks.filter(({ language }) => language === 'ts');
    expect(typescript.length).toBeGreaterThan(20);
    expect(typescriptErrors(typescript)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  const broken = (code: string) => [{ place: 'a.md:7', code }];

  it('notice Python that only looks right: await in a function that is not async', () => {
    expect(pythonErrors(broken('def f():\n    await g()'))).toEqual([
      expect.stringMatching(/^a\.md:7: .*outside async/),
    ]);
  });

  it('notice TypeScript that does not parse', () => {
    expect(typescriptErrors(broken('const x = ;'))).toEqual([expect.stringMatching(/^a\.md:7: Expression expected/)]);
  });
});

describe.each(LANGUAGES)('the %s skill', (language) => {
  const skill = library.skills.find(({ name }) => name === `${language}-testing-patterns`);
  const links = [...(skill?.body ?? '').matchAll(/\]\((?<target>[^)]+)\)/g)].map(({ groups }) => groups?.target ?? '');

  it('links to each of its documents, and to nothing that does not exist', () => {
    const own = documents.filter((document) => document.language === language).map(({ id }) => `${id}.md`);
    expect([...new Set(links)].sort()).toEqual(own.sort());
    const folder = join(bundledPatternsDir(), `${language}-testing-patterns`);
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });

  it('keeps the front matter fields of the skill format', () => {
    expect(Object.keys(skill?.frontMatter ?? {})).toEqual([
      'name',
      'description',
      'model_tier',
      'parallel_hints',
      'context_hints',
      'escalation_triggers',
    ]);
    expect(skill?.frontMatter.parallel_hints).toEqual({
      can_parallel_with: ['test-writer', 'coverage-reporter', 'code-review'],
      must_serialize_with: [],
      preferred_batch_size: 5,
    });
    expect(skill?.frontMatter.context_hints).toEqual({
      max_file_context: 80,
      compression_level: 1,
      requires_git_context: true,
      requires_db_context: false,
    });
  });

  it('has the three escalation triggers of the seed, word for word', () => {
    expect(skill?.triggers.slice(0, 3)).toMatchObject([
      {
        kind: 'pattern',
        pattern: 'production.*database',
        reason: 'Production database access in tests requires human approval',
      },
      { kind: 'pattern', pattern: 'flaky.*persist', reason: 'Persistent flaky tests may need infrastructure changes' },
      {
        kind: 'keyword',
        keywords: ['external service', 'infrastructure'],
        reason: 'Test infrastructure changes need human review',
      },
    ]);
  });

  it('gives every trigger examples that it matches and examples that it leaves alone', () => {
    const wrong = (skill?.triggers ?? []).flatMap((trigger) => {
      const hits = (text: string): boolean =>
        trigger.kind === 'pattern'
          ? new RegExp(trigger.pattern, 'i').test(text)
          : trigger.keywords.some((keyword) => text.toLowerCase().includes(keyword));
      const missed = trigger.match?.filter((text) => !hits(text)) ?? ['no match example'];
      return [...missed, ...(trigger.notMatch?.filter(hits) ?? ['no not_match example'])];
    });
    expect(wrong).toEqual([]);
  });

  it('says when it activates, the loop and the five escalation rules', () => {
    expect(skill?.body).toMatch(
      /## When this skill activates[\s\S]*## Patterns[\s\S]*## The loop[\s\S]*## Escalation rules/,
    );
    expect(
      skill?.body.match(
        /^\d\. A test requires production database access\.$|^[2-5]\. \S.*(fixes|unclear|needed|complex)\.$/gm,
      ),
    ).toHaveLength(5);
  });
});

describe('search over the shipped documents', () => {
  const first = (query: string): string | undefined => library.search({ query, limit: 1 })[0]?.id;

  it.each([
    ['sleep race', 'flaky/race-conditions'],
    ['env var leak', 'flaky/environment'],
    ['freeze date', 'mocking/time'],
    ['rollback savepoint', 'database/transaction-isolation'],
    ['mock http', 'mocking/external-apis'],
    ['event loop', 'async/test-setup'],
    ['builder for test objects', 'fixtures/factory'],
    ['ask human approval', 'escalation/rules'],
    ['test never fails', 'structure/tests-that-can-fail'],
    ['fixed-sleep', 'flaky/race-conditions'],
    ['useFakeTimers', 'mocking/fake-timers'],
    ['monkeypatch', 'flaky/test-isolation'],
    ['savepont', 'database/transaction-isolation'],
    ['foreign keys sqlite', 'database/cascade-deletes'],
    ['ScopeMismatch', 'fixtures/scoping'],
    ['empty parameter list', 'parametrize/tables'],
    ['AsyncMock', 'mocking/async-functions'],
    ['test is not collected', 'structure/collected-tests'],
    ['strict markers configuration', 'running/configuration'],
    ['create_task gather', 'async/concurrency'],
  ])('"%s" finds %s first', (query, id) => {
    expect(first(query)).toBe(id);
  });

  it('finds a pattern by each rule that points to it, in each language of the rule', () => {
    const lost = rules.flatMap(({ id, languages }) =>
      languages
        .map((language) => library.search({ query: id, language, limit: 1 })[0]?.uri)
        .filter((uri) => !library.get(uri ?? '')?.rules.includes(id))
        .map((uri) => `${id}: ${uri}`),
    );
    expect(lost).toEqual([]);
  });
});
