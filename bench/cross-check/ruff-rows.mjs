/**
 * Which rules of ruff look for what rules of ours look for in Python tests, and ruff itself, run on a text.
 * `in` tells where a row means something: in `tests` (with fixtures and set-up methods), in those that are `async`, in the
 * bodies of test `classes`, at `definitions` that are not inside a function (F811 also speaks of imports), or in all of the file.
 * `part`: the codes are about a part of what our rules look for, so that what only ours report is no difference.
 */
export const ROWS = [
  { codes: ['F631', 'PLW0129', 'PLR0124', 'PLR0133', 'F632'], rules: ['always-true'], in: 'tests' },
  { codes: ['B011', 'PT015'], rules: ['always-true'], in: 'tests', part: true },
  { codes: ['B015'], rules: ['dead-assertion'], in: 'tests' },
  { codes: ['S110', 'S112', 'BLE001'], rules: ['swallowed-failure'], in: 'tests' },
  { codes: ['PT017'], rules: ['conditional-assertion'], in: 'tests', part: true },
  { codes: ['B017', 'PT010', 'ASYNC401'], rules: ['overbroad-exception'], in: 'tests' },
  { codes: ['PT011', 'PT029', 'RUF061'], rules: ['overbroad-exception'], in: 'tests', part: true },
  { codes: ['PT012', 'PT031'], rules: ['raises-block'], in: 'tests' },
  { codes: ['RUF043'], rules: ['raises-match'], in: 'tests' },
  { codes: ['F811'], rules: ['shadowed-test', 'shadowed-fixture'], in: 'definitions' },
  { codes: ['RUF069'], rules: ['float-equality'], in: 'tests' },
  { codes: ['F704', 'PLE1142'], rules: ['syntax-error'], in: 'file' },
  {
    codes: [
      ...['ASYNC210', 'ASYNC212', 'ASYNC220', 'ASYNC221', 'ASYNC222'],
      ...['ASYNC230', 'ASYNC240', 'ASYNC250', 'ASYNC251'],
    ],
    rules: ['blocking-call'],
    in: 'async tests',
  },
  { codes: ['RUF006'], rules: ['floating-promise'], in: 'tests', part: true },
  { codes: ['ASYNC105'], rules: ['missing-await'], in: 'tests', part: true },
  { codes: ['ASYNC110'], rules: ['fixed-sleep', 'polling-loop'], in: 'tests', part: true },
  { codes: ['PT024', 'PT025'], rules: ['mark-on-fixture'], in: 'file' },
  { codes: ['S108'], rules: ['shared-path'], in: 'tests' },
  { codes: ['RUF012'], rules: ['shared-mutable-state'], in: 'classes', part: true },
  { codes: ['PLW0603'], rules: ['shared-mutable-state'], in: 'tests', part: true },
  { codes: ['PT020'], rules: ['deprecated-pytest'], in: 'file' },
  { codes: ['PGH005'], rules: ['misspelt-mock-assertion'], in: 'tests' },
  { codes: ['PT014'], rules: ['duplicate-parameters'], in: 'file' },
  { codes: ['PT028'], rules: ['parameter-default'], in: 'tests' },
];

/** A checker of ruff for these codes, preview rules included. `noqa` comments do not count. Lines are 1-based. */
export async function ruff(codes) {
  const { Workspace, PositionEncoding } = (await import('@astral-sh/ruff-wasm-nodejs')).default;
  const options = {
    preview: true,
    'output-prefer-rule-codes': true,
    'target-version': 'py314',
    lint: { select: codes },
  };
  const workspace = new Workspace(options, PositionEncoding.Utf16);
  return (text) =>
    workspace
      .check(text.replace(/(#.*?)\bnoqa\b/gi, '$1n_qa'))
      .map(({ code, message, start_location, end_location }) => ({
        code,
        message,
        line: start_location.row,
        end: end_location.row,
        column: start_location.column,
      }));
}

/** Does the row speak of the place? `facts` are ours of the same text. */
export function speaksOf(row, { line, column }, text, facts) {
  const lines = text.split('\n');
  if (row.in === 'file') return true;
  const offset = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  const holds = ({ span }) => span.start <= offset && offset < span.end;
  const functions = facts.functions.filter((each) => !['module', 'suite'].includes(each.role) && holds(each));
  if (row.in === 'definitions')
    return functions.length <= 1 && /^\s*(async\s+def|def|class)\s/.test(lines[line - 1] ?? '');
  if (row.in === 'classes') return functions.length === 0 && facts.suites.some(holds);
  const held = [...facts.tests, ...facts.fixtures, ...facts.hooks].filter(holds);
  return row.in === 'tests' ? held.length > 0 : held.some(({ function: id }) => facts.functions[id]?.async);
}
