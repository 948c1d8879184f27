import { countsOf, diagnose } from '../analysis/doctor/diagnose.ts';
import { named } from '../analysis/doctor/finding.ts';
import type { Io } from '../io/io.ts';
import { openFileLimit } from '../io/open-files.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import { type GrantName, grants } from '../model/operations.ts';
import type { Target } from '../model/target.ts';
import { type DoctorReport, doctorPrintable } from '../report/doctor-view.ts';
import { type Context, openContext } from './context.ts';
import { interruptible } from './interruptible.ts';
import { type DoctorOptions, doctorOptions } from './options/doctor.ts';
import { outputFilesOf } from './options/output.ts';
import { functionNameOf, refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

const writes = (Object.keys(grants) as GrantName[]).filter((name) => grants[name].access === 'write');

async function examine(options: DoctorOptions, context: Context, io: Io): Promise<DoctorReport> {
  const { region } = context;
  const worker: Target = {
    functionName: functionNameOf(options, io.env).functionName,
    qualifier: options.qualifier,
    region,
  };
  const orchestrator: Target | null =
    options.orchestrator === undefined
      ? null
      : { functionName: options.orchestrator, qualifier: options.orchestratorQualifier, region };
  const port = await context.doctor();
  try {
    const facts = await port.facts(worker, orchestrator);
    const findings = diagnose({
      facts,
      concurrency: options.concurrency,
      wallMs: io.clock.wallMs(),
      openFiles: await openFileLimit(),
    });
    return {
      worker: named(worker),
      orchestrator: orchestrator === null ? null : named(orchestrator),
      region,
      local: context.local,
      concurrency: options.concurrency,
      findings,
      counts: countsOf(findings),
      tried: facts.tried,
      notTried: writes,
    };
  } finally {
    port.close();
  }
}

/** `doctor`: what stands in the way of a fan-out, before anyone pays for it. */
export const doctor: Command = async (raw, _operands, io): Promise<ExitCode> => {
  refuseContradictions(raw);
  const options = parseOptions(doctorOptions, raw, 'doctor');
  if (options.orchestrator === undefined && raw.orchestratorQualifier !== undefined)
    throw new UsageError(
      '--orchestrator-qualifier only means something together with --orchestrator',
      'Add --orchestrator, or leave it out.',
    );
  return interruptible(
    io,
    { quiet: options.quiet === true, says: 'Interrupted.' },
    async ({ signals, progress }) => {
      const files = await outputFilesOf({ ...options, assert: [] });
      if (options.local === true) progress.show('starting the embedded Lambda service');
      const context = await openContext(options, raw, io, signals.stop);
      try {
        progress.show('reading the functions');
        const report = await examine(options, context, io);
        progress.end();
        if (signals.stop.aborted) return exitCodes.interrupted;
        await print(doctorPrintable(report), options, files, io);
        return report.counts.error > 0 ? exitCodes.finding : exitCodes.good;
      } finally {
        await context.close();
      }
    },
  );
};
