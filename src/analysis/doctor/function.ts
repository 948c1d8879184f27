import type { FunctionFacts } from '../../model/doctor.ts';
import { currentNodeRuntime, runtimeDeprecations, runtimesAsOf } from '../../model/runtimes.ts';
import { error, type Finding, named, note, ok, type Rule, warning } from './finding.ts';

/** AWS tells owners so long before the end of support.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html "Runtime deprecation notifications" */
const soonDays = 180;
const dayMs = 86_400_000;

/** SnapStart and provisioned concurrency exclude each other on a version.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html */
export const snapStart: Rule = ({ facts: { worker } }) => {
  const { target, snapStartApplyOn, provisioned } = worker;
  if (snapStartApplyOn !== 'PublishedVersions' && target.snapStart !== true) return [];
  const [first] = provisioned ?? [];
  if (first === undefined && target.provisioned === null) return [];
  const where = first?.qualifier ?? target.qualifier;
  return [
    (target.snapStart === true ? error : warning)(
      'snapstart-provisioned',
      named(target),
      `SnapStart is on, and provisioned concurrency is on ${where}: a version cannot have both, so Lambda refuses to provision ${target.snapStart === true ? 'this version' : 'the next version that is published'}.`,
      'Choose one: switch SnapStart off (ApplyOn None) before publishing, or delete the provisioned concurrency.',
      `SnapStart applies on ${snapStartApplyOn ?? 'not known'}`,
    ),
  ];
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html */
export const managedInstances: Rule = ({ facts: { worker } }) =>
  worker.target.managedInstances === true
    ? [
        error(
          'managed-instances',
          named(worker.target),
          'It runs on Lambda Managed Instances, where one environment serves many requests at once: a start kind, and so a cold ratio, has no meaning there, and no command prints one.',
          'Measure a function on standard Lambda compute.',
        ),
      ]
    : [];

const newer = (runtime: string): string =>
  runtime.startsWith('nodejs')
    ? `Move it to ${currentNodeRuntime}.`
    : 'Move it to a newer runtime of its language.';

function runtimeFinding({ target }: FunctionFacts, wallMs: number): Finding | null {
  const { runtime, functionName } = target;
  if (runtime === null) return null;
  if (runtime === 'container image')
    return note(
      'runtime',
      functionName,
      'It is a container image: how long its runtime is supported, its image says.',
    );
  const end = runtimeDeprecations[runtime];
  const source = `dates of AWS's runtimes page as of ${runtimesAsOf}`;
  if (end === undefined)
    return note(
      'runtime',
      functionName,
      `${runtime} is not among the runtimes known here: whether it is supported is not checked.`,
      '',
      source,
    );
  const leftDays = Math.ceil((Date.parse(end) - wallMs) / dayMs);
  if (leftDays <= 0)
    return warning(
      'runtime',
      functionName,
      `Support of ${runtime} ended on ${end}: it gets no security updates, and at some time no more deployments.`,
      newer(runtime),
      source,
    );
  return leftDays <= soonDays
    ? note(
        'runtime',
        functionName,
        `Support of ${runtime} ends on ${end}, in ${leftDays} days.`,
        newer(runtime),
        source,
      )
    : ok('runtime', functionName, `${runtime} is supported until ${end}.`, '', source);
}

/** Of both functions. */
export const runtimes: Rule = ({ facts: { worker, orchestrator }, wallMs }) =>
  [worker, orchestrator].flatMap((each) => (each === null ? [] : (runtimeFinding(each, wallMs) ?? [])));
