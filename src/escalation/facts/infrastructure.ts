import type { FactContext } from './context.ts';
import type { Fact, FactId } from './fact.ts';
import { plainPath } from './plain-path.ts';

/** Files that decide how all tests run, or what an agent may do; matched on the lower-case path. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)conftest\.py$/, 'shared fixtures'],
  [
    /(?:^|\/)(?:\.?pytest\.(?:ini|toml)|tox\.ini|setup\.cfg|pyproject\.toml|noxfile\.py|\.coveragerc)$/,
    'runner configuration',
  ],
  [
    /(?:^|\/)(?:vitest|vite|jest|playwright|karma|cypress|ava|wdio)(?:\.[\w-]+)*\.config\.[cm]?[jt]s$|(?:^|\/)vitest\.workspace\.[cm]?[jt]s$|(?:^|\/)jest\.config\.json$/,
    'runner configuration',
  ],
  [/(?:^|\/)\.(?:mocharc|nycrc|c8rc|taprc)(?:\.[a-z]+)?$|(?:^|\/)tsconfig[\w.-]*\.json$/, 'runner configuration'],
  [
    /(?:^|\/)(?:vitest|jest|test)[._-]?setup(?:[._-]\w+)*\.[cm]?[jt]sx?$|(?:^|\/)setup[._-]?tests?\.[cm]?[jt]sx?$/,
    'shared test set-up',
  ],
  [
    /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|\.npmrc|\.yarnrc(?:\.yml)?)$/,
    'dependencies',
  ],
  [
    /(?:^|\/)(?:requirements[\w.-]*\.txt|constraints[\w.-]*\.txt|poetry\.lock|pdm\.lock|uv\.lock|pipfile(?:\.lock)?)$/,
    'dependencies',
  ],
  [
    /(?:^|\/)\.(?:github|gitlab|circleci|buildkite|husky|woodpecker|forgejo|gitea)\/|(?:^|\/)(?:\.gitlab-ci[\w.-]*\.ya?ml|jenkinsfile[\w.-]*|azure-pipelines[\w.-]*\.ya?ml|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|\.pre-commit-config\.yaml|\.drone\.ya?ml)$/,
    'continuous integration',
  ],
  [
    /(?:^|\/)(?:[\w.-]*dockerfile[\w.-]*|(?:docker-)?compose(?:[\w.-]*)\.ya?ml|\.dockerignore|makefile|justfile)$|(?:^|\/)\.devcontainer\//,
    'containers and build',
  ],
  [/(?:^|\/)\.env(?:\.[\w.-]+)?$|(?:^|\/)alembic\.ini$/, 'environment of the tests'],
  [
    /(?:^|\/)\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)$|(?:^|\/)\.(?:pre-commit-(?:config|hooks)\.ya?ml|overcommit\.yml|simple-git-hooks\.\w+|lintstagedrc(?:\.\w+)?|envrc)$/,
    'hooks',
  ],
  [
    /(?:^|\/)\.(?:testing-patterns|claude|cursor|vscode|codex|gemini|idea|zed|agents?|windsurf|clinerules|roo|continue|kiro|opencode|amazonq|junie)\/|(?:^|\/)(?:claude(?:\.local)?\.md|agents(?:\.override)?\.md|gemini\.md|skill\.md|\.mcp\.json|\.cursorrules|\.windsurfrules|\.clinerules|opencode\.jsonc?|\.aider\.conf\.yml|codeowners|\.gitattributes|\.gitmodules)$|(?:^|\/)\.git(?:\/|$)/,
    'rules for agents and tools',
  ],
];

/** Rule 4: what changes how all tests run is for a person, and so is every edit of something that is not a test. */
export function infrastructureFacts({ action, files }: FactContext): Fact[] {
  const changed = files.map(({ path, isTest }) => ({ path, isTest }));
  const described = action.kind === 'describe' ? (action.paths ?? []).map((path) => ({ path, isTest: true })) : [];
  return [...changed, ...described].flatMap(({ path, isTest }): Fact[] => {
    const plain = plainPath(path);
    const kind = kinds.find(([expression]) => expression.test(plain))?.[1];
    const fact = (id: FactId, statement: string, reason: string): Fact[] => [
      { id, statement, where: { path }, reason },
    ];
    if (kind !== undefined) {
      return fact(
        'test-infrastructure',
        `test infrastructure change: ${path} (${kind})`,
        'This file decides how tests are run. Test infrastructure changes need human review.',
      );
    }
    if (isTest) return [];
    return fact(
      'edit-outside-tests',
      `edit outside test files: ${path}`,
      'This file is not a test. A fix of a test should not need to change it.',
    );
  });
}
