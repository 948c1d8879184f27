import { counted } from '../wording.ts';
import { error, type Finding, named, note, ok, type Rule } from './finding.ts';

/** What accounts are seen to begin with.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html "New AWS accounts have reduced quotas" */
const newAccountConcurrency = 10;

const raiseQuota =
  'Ask for more in Service Quotas (Lambda, "Concurrent executions"), or fan out less with --concurrency.';

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Reserved concurrency against the fan-out, and against what is provisioned of it. */
export const reservedConcurrency: Rule = ({ facts: { worker }, concurrency }) => {
  const { target, provisioned } = worker;
  const { reservedConcurrency: reserved, functionName } = target;
  if (reserved === null) return [];
  if (reserved === 0)
    return [
      error(
        'reserved-concurrency',
        functionName,
        'Reserved concurrency is 0: the function refuses every request.',
        `Take it away with: aws lambda delete-function-concurrency --function-name ${functionName}`,
      ),
    ];
  const found: Finding[] = [];
  const allProvisioned = provisioned === null ? 0 : sumOf(provisioned.map(({ requested }) => requested));
  if (target.provisioned === null && allProvisioned >= reserved)
    found.push(
      error(
        'reserved-concurrency',
        named(target),
        `All ${reserved} of its reserved concurrency are provisioned on other qualifiers: every request to ${target.qualifier} is throttled.`,
        'Reserve more than is provisioned, or invoke a qualifier that has provisioned concurrency.',
        provisioned?.map(({ qualifier, requested }) => `${qualifier}: ${requested}`).join(', ') ?? '',
      ),
    );
  if (reserved < concurrency)
    found.push(
      error(
        'reserved-concurrency',
        functionName,
        `At most ${reserved} of ${concurrency} run at once: ${concurrency - reserved} would be throttled.`,
        `Reserve at least ${concurrency}, or fan out less with --concurrency.`,
        `reserved concurrency ${reserved}`,
      ),
    );
  return found.length > 0
    ? found
    : [
        ok(
          'reserved-concurrency',
          functionName,
          `Reserved concurrency is ${reserved}, of which the fan-out takes ${concurrency}.`,
        ),
      ];
};

/** What the account leaves, where nothing is reserved. */
export const accountConcurrency: Rule = ({ facts: { worker, orchestrator }, concurrency }) => {
  const {
    reservedConcurrency: reserved,
    accountConcurrency: account,
    unreservedConcurrency,
    provisioned,
    region,
  } = worker.target;
  if (account === null) return [];
  const shared = orchestrator !== null && orchestrator.target.reservedConcurrency === null ? 1 : 0;
  // What provisioned environments serve is set aside already.
  const onDemand = Math.max(0, concurrency - (provisioned?.available ?? 0));
  const wanted = (reserved === null ? onDemand : 0) + shared;
  // What is asked for and not allocated yet is no part of the unreserved concurrency, and free so long.
  const pending =
    reserved === null && provisioned !== null
      ? Math.max(0, provisioned.requested - provisioned.allocated)
      : 0;
  const left = unreservedConcurrency === null ? account : unreservedConcurrency + pending;
  const evidence = `concurrency of the account ${account}, unreserved ${unreservedConcurrency ?? 'not known'}`;
  const young =
    account <= newAccountConcurrency ? ' New accounts begin so; AWS raises it with use, or when asked.' : '';
  if (wanted > left)
    return [
      error(
        'account-concurrency',
        region,
        `The account leaves ${left} at once to functions without a reservation, and the fan-out wants ${wanted}${shared === 1 ? ', the orchestrator included' : ''}: ${wanted - left} would be throttled.${young}`,
        raiseQuota,
        evidence,
      ),
    ];
  const fits = `The account leaves ${counted(left, 'request')} at once, of which the fan-out takes ${wanted}${onDemand < concurrency ? ' on demand' : ''}.`;
  return [
    young === ''
      ? ok('account-concurrency', region, fits)
      : note('account-concurrency', region, fits + young, raiseQuota),
  ];
};
