/** A known difference between ruff and us over the Python examples of one rule. */
export interface Difference {
  readonly rule: string;
  /** What ruff reports on examples that are good to us; `nothing`: it does not report some that are bad to us. */
  readonly ruff: string;
  readonly right: 'we' | 'ruff' | 'both';
  readonly why: string;
}

/** Codes of one rule stand in one place, so that a rule that changes needs one look here. */
export const differences: readonly Difference[] = [
  {
    rule: 'always-true',
    ruff: 'nothing',
    right: 'we',
    why: 'ruff knows tuples, constants and x == x; not len(x) >= 0, `or` with a constant, a generator, a name just assigned, assertTrue(x, y)',
  },
  {
    rule: 'always-true',
    ruff: 'B011',
    right: 'both',
    why: 'assert False always fails: no false claim, only gone with -O',
  },
  { rule: 'always-true', ruff: 'PT015', right: 'both', why: 'as B011' },
  {
    rule: 'conditional-assertion',
    ruff: 'nothing',
    right: 'both',
    why: 'PT017 speaks of except blocks that use the exception; loops, branches and swallowing try blocks are ours alone',
  },
  { rule: 'conditional-assertion', ruff: 'PT017', right: 'we', why: 'the test fails by itself when nothing is raised' },
  {
    rule: 'overbroad-exception',
    ruff: 'PT011',
    right: 'both',
    why: 'ValueError without match is narrow enough for us',
  },
  {
    rule: 'dead-assertion',
    ruff: 'nothing',
    right: 'both',
    why: 'B015 knows comparisons without assert; assertions after return, raise or fail are ours alone',
  },
  {
    rule: 'dead-assertion',
    ruff: 'B015',
    right: 'we',
    why: 'in pytest.raises, in a try, or where the test looks at what comparing did, the comparison itself is the step',
  },
  {
    rule: 'swallowed-failure',
    ruff: 'BLE001',
    right: 'we',
    why: 'no assertion stands in the try, or the test notices afterwards that it failed',
  },
  { rule: 'swallowed-failure', ruff: 'S110', right: 'we', why: 'as BLE001' },
  {
    rule: 'shared-path',
    ruff: 'nothing',
    right: 'both',
    why: 'S108 knows literals below /tmp, /var/tmp and /dev/shm; files in the working directory are ours alone',
  },
  {
    rule: 'shared-path',
    ruff: 'S108',
    right: 'we',
    why: 'a path that is only named, and never written, is shared with nobody',
  },
  {
    rule: 'misspelt-mock-assertion',
    ruff: 'nothing',
    right: 'both',
    why: 'PGH005 has a list of names; other misspellings (asert_called…) are ours alone',
  },
  {
    rule: 'misspelt-mock-assertion',
    ruff: 'PGH005',
    right: 'we',
    why: 'the object is no mock, or its spec refuses the name with an AttributeError',
  },
  {
    rule: 'parameter-default',
    ruff: 'PT028',
    right: 'we',
    why: 'no fixture and no parametrize has that name, so the default is a plain constant',
  },
  {
    rule: 'raises-block',
    ruff: 'nothing',
    right: 'both',
    why: "PT012 and PT031 do not know unittest's assertRaises",
  },
  {
    rule: 'raises-block',
    ruff: 'PT012',
    right: 'we',
    why: 'only the last statement can raise that, a match or a later look tells which did, or the whole block is the step',
  },
  { rule: 'raises-match', ruff: 'nothing', right: 'both', why: "RUF043 does not know unittest's assertRaisesRegex" },
  {
    rule: 'raises-match',
    ruff: 'RUF043',
    right: 'we',
    why: 'the pattern is meant as one, or matches the plain text as well; RUF043 asks for an r in front of every one',
  },
  {
    rule: 'blocking-call',
    ruff: 'ASYNC251',
    right: 'we',
    why: 'the test is about a blocked loop and measures it',
  },
  { rule: 'blocking-call', ruff: 'ASYNC212', right: 'we', why: 'a mock transport answers at once' },
  {
    rule: 'mark-on-fixture',
    ruff: 'nothing',
    right: 'both',
    why: 'PT024 and PT025 know asyncio and usefixtures; pytest 9 refuses every mark',
  },
  { rule: 'deprecated-pytest', ruff: 'nothing', right: 'both', why: 'PT020 knows yield_fixture only' },
  { rule: 'float-equality', ruff: 'nothing', right: 'both', why: 'RUF069 reads comparisons, not assertEqual' },
  {
    rule: 'float-equality',
    ruff: 'RUF069',
    right: 'we',
    why: 'a value that is not computed, is rounded, or that binary floats hold exactly, is equal or wrong',
  },
  { rule: 'missing-await', ruff: 'nothing', right: 'both', why: "ASYNC105 knows trio's functions only" },
  { rule: 'fixed-sleep', ruff: 'nothing', right: 'both', why: 'ASYNC110 speaks of sleeps in while loops only' },
  {
    rule: 'shared-mutable-state',
    ruff: 'nothing',
    right: 'both',
    why: 'RUF012 and PLW0603 see the attribute and the global statement, not what is written through a module name',
  },
  { rule: 'shared-mutable-state', ruff: 'RUF012', right: 'we', why: 'every test writes its own copy before it reads' },
  {
    rule: 'duplicate-parameters',
    ruff: 'PT014',
    right: 'we',
    why: 'the rows are there to run the test several times; two calls are two values',
  },
];
