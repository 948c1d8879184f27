import { listText } from '../wording.ts';
import { error, named, note, ok, type Rule, warning } from './finding.ts';

const invoke = (qualifier: string): string =>
  `Invoke that one (--qualifier ${qualifier}), or provision this one.`;

/** Provisioned concurrency somewhere else than where the requests go. */
export const provisionedElsewhere: Rule = ({ facts: { worker }, concurrency }) => {
  const { target, provisioned } = worker;
  if (target.provisioned !== null || provisioned === null) return [];
  const [first] = provisioned;
  if (first !== undefined)
    return [
      warning(
        'provisioned-elsewhere',
        named(target),
        `Provisioned concurrency is on ${listText(provisioned.map(({ qualifier }) => qualifier))}, and ${target.qualifier} has none: it is paid for, and none of these requests is served by it.`,
        target.qualifier === '$LATEST'
          ? `$LATEST cannot have any: invoke --qualifier ${first.qualifier}.`
          : invoke(first.qualifier),
        provisioned
          .map(({ qualifier, requested, status }) => `${qualifier}: ${requested}, ${status}`)
          .join('; '),
      ),
    ];
  return [
    note(
      'provisioned-size',
      named(target),
      `There is no provisioned concurrency: all ${concurrency} wait for an init, as far as no environment is left from earlier requests.`,
      target.qualifier === '$LATEST'
        ? '$LATEST cannot have any: publish a version, and provision an alias of it.'
        : `To have some: aws lambda put-provisioned-concurrency-config --function-name ${target.functionName} --qualifier ${target.qualifier} --provisioned-concurrent-executions ${concurrency}`,
    ),
  ];
};

/** Whether it serves now. */
export const provisionedState: Rule = ({ facts: { worker } }) => {
  const { target } = worker;
  const state = target.provisioned;
  if (state === null) return [];
  const evidence = `${state.allocated} of ${state.requested} allocated, ${state.available} available, ${state.status}`;
  if (state.status === 'FAILED')
    return [
      error(
        'provisioned-state',
        named(target),
        `Its allocation FAILED${state.statusReason === null ? '' : `: ${state.statusReason}`}. Requests go on demand and wait for an init.`,
        'Mend the cause (an init that fails, or a quota), then set it again.',
        evidence,
      ),
    ];
  if (state.status === 'READY') return [ok('provisioned-state', named(target), 'It is READY.', '', evidence)];
  return [
    warning(
      'provisioned-state',
      named(target),
      state.allocated === 0
        ? 'It is still being allocated: until it is READY every request goes on demand and waits for an init.'
        : `A raise is pending: until it is READY only the ${state.allocated} of before serve.`,
      'Wait for it with bench --wait-ready, or measure this state on purpose.',
      evidence,
    ),
  ];
};

/** Whether it is enough. */
export const provisionedSize: Rule = ({ facts: { worker }, concurrency }) => {
  const { target } = worker;
  const state = target.provisioned;
  if (state === null) return [];
  const over = concurrency - state.requested;
  return over <= 0
    ? [ok('provisioned-size', named(target), `It has ${state.requested} for ${concurrency} requests.`)]
    : [
        note(
          'provisioned-size',
          named(target),
          `It has ${state.requested} for ${concurrency} requests: ${over} ${over === 1 ? 'spills over and waits' : 'spill over and wait'} for an init, unless an environment is retained.`,
          'Provision more, or accept that share.',
        ),
      ];
};
