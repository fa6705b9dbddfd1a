import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { severities, type Topic, topics } from '../analysis/rule.ts';
import { LANGUAGES } from '../patterns/vocabulary.ts';
import { spokenMessage } from '../server/errors.ts';
import { type Strategy, strategies } from '../verification/strategies.ts';
import { name, version } from '../version.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain } from './output.ts';
import { contextFor } from './places.ts';

const EXIT_CODES = `
Exit codes: 0 done: nothing of severity error, tests stable, fix proved, no test to blame; 1 errors found, a test flaky, failing or
to blame, a fix not proved, an approval missing or refused, or a ledger broken; 2 called wrongly (unknown option, path outside the
roots, unknown id); 3 verify, audit, polluter: the runs do not say enough (time used up, nothing executed).`;

/**
 * Runs one command line, with help and errors. Each command's code is loaded when it runs.
 */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const finish = async (work: Promise<ExitCode>): Promise<void> => {
    code = await work;
  };
  const program = new Command(name)
    .description('Finds where tests lie, flake or leak, writes the fix, applies it safely, and asks a person first.')
    .version(version)
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('See --help after the command.')
    .exitOverride();

  program
    .command('serve', { isDefault: true })
    .description('serve an MCP client over stdin and stdout (the default)')
    .addOption(root())
    .addOption(skill())
    .addOption(skills())
    .action(async (options) => {
      const { serve } = await import('./serve.ts');
      serve(contextFor(options));
    });

  program
    .command('analyze')
    .description('say where tests lie, flake or leak')
    .addArgument(paths())
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(new Option('--rule <id>', 'only this rule; may be given several times').argParser(collect))
    .addOption(new Option('--topic <topic>', 'only this topic; may be given several times').argParser(collectTopic))
    .addOption(new Option('--min-severity <severity>', 'leave out what is less').choices(severities))
    .addOption(root())
    .action(async (given, options) => {
      const { analyze } = await import('./analyze.ts');
      await finish(analyze(given, options, contextFor(options)));
    });

  program
    .command('fix')
    .description('write the fixes of what analyze finds, after the escalation gate')
    .addArgument(paths())
    .option('--dry-run', 'show the plan and the decision, change nothing')
    .option('--include-suggested', 'also fixes that need judgement')
    .option('--plan <id>', 'just this plan, as --dry-run, polluter and suggest_fixes print it')
    .addOption(new Option('--rule <id>', 'only this rule; may be given several times').argParser(collect))
    .addOption(root())
    .addOption(skill())
    .addOption(skills())
    .action(async (given, options) => {
      const { fix } = await import('./fix.ts');
      await finish(fix(given, options, contextFor(options)));
    });

  program
    .command('verify')
    .description('run tests many times and say what that shows')
    .argument('[tests...]', '"path" or "path::name"; folders and globs too; every test when left out')
    .addOption(new Option('--runs <count>', 'of each strategy (default: 20)').argParser(count))
    .addOption(
      new Option(
        '--strategies <names>',
        `comma-separated, of ${strategies.join(', ')} (default: repeat,shuffle)`,
      ).argParser(strategyList),
    )
    .addOption(new Option('--timeout <seconds>', 'stop after this time, with what is known then').argParser(count))
    .addOption(new Option('--seed <number>', 'orders and seeds follow from it').argParser(count))
    .addOption(new Option('--campaign <id>', 'go on with a campaign'))
    .addOption(new Option('--replay <id:run>', 'make one run of a campaign again, exactly'))
    .addOption(new Option('--plan <id>', 'prove a fix plan'))
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(root())
    .addOption(skill())
    .addOption(skills())
    .action(async (tests, options) => {
      const { verify } = await import('./verify.ts');
      await finish(verify(tests, options, contextFor(options)));
    });

  program
    .command('audit')
    .description('say what keeps vitest suites from running with isolate: false, and what that would save')
    .addArgument(paths())
    .addOption(new Option('--runs <count>', 'with isolation, and as many without (default: 3)').argParser(count))
    .addOption(new Option('--timeout <seconds>', 'stop after this time, with what is known then').argParser(count))
    .addOption(new Option('--seed <number>', 'orders and seeds follow from it').argParser(count))
    .addOption(new Option('--campaign <id>', 'go on with an audit'))
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(root())
    .addOption(skill())
    .addOption(skills())
    .action(async (given, options) => {
      const { audit } = await import('./audit.ts');
      await finish(audit(given, options, contextFor(options)));
    });

  program
    .command('polluter')
    .description('find the test that makes another fail, and the state it leaves behind')
    .argument('<tests...>', '"path::name" of the victim; with --in-order all tests to run')
    .addOption(
      new Option(
        '--candidate <test>',
        'file, folder, glob or test that may be to blame; may be given several times',
      ).argParser(collect),
    )
    .option('--isolate-off', 'vitest: with isolate: false, whatever the configuration says')
    .option('--in-order', 'only run these tests in just this order')
    .addOption(new Option('--timeout <seconds>', 'stop after this time, with what is known then').argParser(count))
    .addOption(new Option('--seed <number>', 'orders and seeds follow from it').argParser(count))
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(root())
    .addOption(skill())
    .addOption(skills())
    .action(async (tests, options) => {
      const { polluter } = await import('./polluter.ts');
      await finish(polluter(tests, options, contextFor(options)));
    });

  program
    .command('undo')
    .description('put back the files that a fix changed')
    .argument('<id>', 'undo id, as fix and apply_fixes print it')
    .addOption(root())
    .addOption(skill())
    .addOption(skills())
    .action(async (id, options) => {
      const { undo } = await import('./undo.ts');
      await finish(undo(id, contextFor(options)));
    });

  program
    .command('approve')
    .description('read what an agent wants to do and approve exactly that, once; needs a terminal, or a signature')
    .argument('[id]', 'approval id')
    .option('--list', 'show every open request, of all workspaces; approves nothing')
    .option('--statement', 'print what is to be signed, with ssh-keygen, for an approval of rank 3')
    .addOption(new Option('--signature <file>', 'signature over the statement, by somebody who may sign'))
    .action(async (id, options) => {
      const { approve } = await import('./approve.ts');
      await finish(approve(id, options, process.env));
    });

  const ledger = program.command('ledger').description('what was decided, asked, shown, answered and used');
  ledger
    .command('verify')
    .description('say whether a line was changed, moved, added or taken out')
    .addOption(root())
    .action(async (options) => {
      const { verifyLedgers } = await import('./ledger.ts');
      await finish(verifyLedgers(options, process.env, process.cwd()));
    });
  ledger
    .command('show')
    .description('print it for reading')
    .addOption(new Option('--last <count>', 'only the newest').argParser(count).default(20))
    .addOption(root())
    .action(async (options) => {
      const { showLedgers } = await import('./ledger.ts');
      await finish(showLedgers(options, process.env, process.cwd()));
    });

  program
    .command('patterns')
    .description('search the testing patterns, or print one by its id')
    .argument('[query...]', 'words, an id or a uri')
    .addOption(new Option('--topic <topic>', 'only this topic').choices(topics))
    .addOption(new Option('--language <language>', 'only this language').choices(LANGUAGES))
    .addOption(root())
    .addOption(skills())
    .action(async (query, options) => {
      const { patterns } = await import('./patterns.ts');
      await finish(patterns(query, options, contextFor(options)));
    });

  const [first] = argv.slice(2);
  const commands = program.commands.map((command) => command.name());
  if (first !== undefined && !first.startsWith('-') && ![...commands, 'help'].includes(first)) {
    complain(`There is no command ${JSON.stringify(first)}. Allowed: ${commands.join(', ')}. See "${name} --help".`);
    return EXIT.usage;
  }
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    // Commander has printed its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const message = spokenMessage(error);
    if (message === undefined) throw error;
    complain(message);
    return EXIT.usage;
  }
}

function root(): Option {
  return new Option('--root <dir>', 'workspace folder; may be given several times').argParser(collect);
}

function skill(): Option {
  return new Option(
    '--skill <file>',
    'SKILL.md whose escalation triggers count too; may be given several times',
  ).argParser(collect);
}

function skills(): Option {
  return new Option(
    '--skills <dir>',
    'folder of skills: serves them, and the triggers of every SKILL.md below it count; may be given several times',
  ).argParser(collect);
}

function paths(): Argument {
  return new Argument('[paths...]', 'files, folders or globs; every test file when left out');
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Allowed: whole numbers from 1.');
  return number;
}

function strategyList(value: string): readonly Strategy[] {
  return value.split(',').map((given) => {
    const strategy = strategies.find((known) => known === given.trim());
    if (!strategy) throw new InvalidArgumentError(`Allowed: ${strategies.join(', ')}.`);
    return strategy;
  });
}

function collectTopic(value: string, before: readonly Topic[] | undefined): readonly Topic[] {
  const topic = topics.find((known) => known === value);
  if (!topic) throw new InvalidArgumentError(`Allowed: ${topics.join(', ')}.`);
  return [...(before ?? []), topic];
}
