/**
 * Which rules of published linters look for what rules of ours look for. One linter rule may overlap with several of ours,
 * and with a part of one: `says` then tells that part of our findings by their message.
 * `expect-expect` of the plugin for vitest and of the one for jest share a row.
 */
export const OVERLAP = {
  'expect-expect': ['no-assertion'],
  'no-focused-tests': ['focused-test'],
  'no-focused-test': ['focused-test'],
  'no-disabled-tests': ['skipped-test'],
  'no-skipped-test': ['skipped-test'],
  'no-identical-title': ['duplicate-title'],
  'no-conditional-expect': ['conditional-assertion', 'swallowed-failure'],
  'no-conditional-in-test': ['conditional-assertion', 'early-return-skip'],
  'no-conditional-tests': ['conditional-test'],
  'no-standalone-expect': ['expect-outside-test'],
  'valid-expect': ['dead-assertion', 'unawaited-assertion'],
  'require-awaited-expect-poll': ['unawaited-assertion'],
  'missing-playwright-await': ['unawaited-assertion', 'floating-promise'],
  'valid-expect-in-promise': ['floating-promise'],
  'valid-describe-callback': ['async-describe'],
  'no-import-node-test': ['wrong-runner'],
  'no-jasmine-globals': ['wrong-runner'],
  'no-done-callback': ['done-misuse'],
  'hoisted-apis-on-top': ['hoisted-mock'],
  'no-mocks-import': ['mock-path'],
  'valid-mock-module-path': ['mock-path'],
  'prefer-spy-on': ['mock-assign'],
  'require-local-test-context-for-concurrent-snapshots': ['concurrent-expect'],
  'no-interpolation-in-snapshots': ['unstable-snapshot'],
  'require-hook': ['setup-at-collection'],
  'require-to-throw-message': ['overbroad-exception'],
  'await-async-queries': ['floating-promise'],
  'await-async-utils': ['floating-promise', 'unawaited-assertion'],
  'await-async-events': ['floating-promise'],
  'prefer-presence-queries': ['presence-mismatch'],
  'prefer-query-by-disappearance': ['presence-mismatch'],
  'no-global-regexp-flag-in-query': ['stateful-regex'],
  'no-wait-for-side-effects': ['waitfor-side-effect'],
  'no-wait-for-snapshot': ['waitfor-side-effect'],
  'no-force-option': ['forced-action'],
  'no-wait-for-timeout': ['fixed-sleep'],
  'no-networkidle': [{ rule: 'weak-page-wait', says: /^networkidle/ }],
  'no-wait-for-navigation': [{ rule: 'weak-page-wait', says: /^waitForNavigation/ }],
  'no-wait-for-selector': [{ rule: 'weak-page-wait', says: /^waitForSelector/ }],
  'no-element-handle': [{ rule: 'weak-page-wait', says: /^\$ and \$eval|^waitForSelector gives/ }],
  'no-eval': [{ rule: 'weak-page-wait', says: /^\$ and \$eval/ }],
  'prefer-web-first-assertions': ['one-shot-ui'],
  'prefer-to-have-count': ['one-shot-ui'],
};

/** The plugins that know a runner: of oxlint (by plugin name) and of ESLint (prefix to package). */
export const PLUGINS = {
  vitest: {
    oxlint: ['vitest'],
    eslint: { vitest: '@vitest/eslint-plugin', 'testing-library': 'eslint-plugin-testing-library' },
  },
  jest: {
    oxlint: ['jest'],
    eslint: { jest: 'eslint-plugin-jest', 'testing-library': 'eslint-plugin-testing-library' },
  },
  playwright: { oxlint: [], eslint: { playwright: 'eslint-plugin-playwright' } },
};
