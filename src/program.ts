import { Command, CommanderError, Option } from 'commander';
import type { CommandSpec, OptionSpec } from './commands/spec.ts';
import { commands } from './commands/table.ts';
import { type Io, realIo } from './io/io.ts';
import { FanoutError } from './model/errors.ts';
import { type ExitCode, exitCodes } from './model/exit-code.ts';
import { terminalText } from './report/escape.ts';

const collect = (value: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

const optionOf = ({ flags, says, repeatable, hidden }: OptionSpec): Option => {
  const option = new Option(flags, says);
  if (repeatable === true) option.argParser(collect);
  if (hidden === true) option.hideHelp();
  return option;
};

function commandOf(name: string, spec: CommandSpec, io: Io, finish: (code: ExitCode) => void): Command {
  const command = new Command(name).description(spec.says);
  if (spec.operands !== '') command.arguments(spec.operands);
  for (const option of spec.options) command.addOption(optionOf(option));
  const examples = spec.examples.map((example) => `  $ ${example}`).join('\n');
  command.addHelpText('after', `\nExamples:\n${examples}`);
  return command.action(async () => {
    const run = await spec.load();
    try {
      finish(await run(command.opts(), command.args, io));
    } catch (thrown) {
      await (await import('./commands/report-error.ts')).reportError(thrown, name, command.opts(), io);
      throw thrown;
    }
  });
}

/** An error as a person reads it, and its exit code; what is no {@link FanoutError} is a bug and keeps its stack. */
function explained(thrown: unknown): { readonly text: string; readonly exitCode: ExitCode } {
  if (thrown instanceof FanoutError) {
    // File names and answers of a server stand in messages, and both are hostile.
    const hint = thrown.hint === '' ? '' : `\n  ${terminalText(thrown.hint)}`;
    const shown = thrown.shown.map((line) => `\n  ${terminalText(line)}`).join('');
    return {
      text: `lambda-fanout: ${terminalText(thrown.message)}${shown}${hint}\n`,
      exitCode: thrown.exitCode,
    };
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return {
    text: `lambda-fanout: this is a bug in lambda-fanout; please report it with these lines:\n${stack}\n`,
    exitCode: exitCodes.bug,
  };
}

/**
 * Runs the program whole.
 * @param argv - arguments after the program's name
 * @returns the exit code; never throws
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.good;
  const program = new Command('lambda-fanout')
    .description('Proves how many of N truly simultaneous Lambda requests paid a cold start, and says why.')
    .version(io.version, '-V, --version')
    .showHelpAfterError('See: lambda-fanout --help')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride();
  for (const [name, spec] of Object.entries(commands)) {
    const command = commandOf(name, spec, io, (code) => {
      exitCode = code;
    });
    command.copyInheritedSettings(program).showHelpAfterError(`See: lambda-fanout ${name} --help`);
    program.addCommand(command);
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    // Commander has already said what is wrong; its own exit code would be 1.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.good : exitCodes.usage;
    const { text, exitCode: code } = explained(thrown);
    io.stderr.write(text);
    return code;
  }
  return exitCode;
}

/** {@link run} in this process, on its real input and output. */
export const runHere = (argv: readonly string[]): Promise<ExitCode> => run(argv, realIo());
