import type { Target } from '../../model/target.ts';
import { listText } from '../wording.ts';
import { type CodeFacts, isReadCode } from './code/read-code.ts';
import type { InvokeCall } from './code/sdk-calls.ts';
import { error, type Finding, named, note, ok, type Rule, warning } from './finding.ts';
import { invokedTarget, mayInvoke } from './invoked-target.ts';

/** What the SDK's client opens at most, and how often it sends a request, where nothing is said.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const defaultMaxSockets = 50;
const defaultMaxAttempts = 3;

const places = (found: readonly { readonly at: string }[]): string =>
  `at ${listText([...new Set(found.map(({ at }) => at))])}`;

/** A name that holds a value which was missing is the finding of the variable. */
const isWhole = ({ functionName }: InvokeCall): boolean =>
  typeof functionName.text === 'string' && !/(?:^|:)undefined(?:$|:)/.test(functionName.text);

function targetFindings(subject: string, calls: readonly InvokeCall[], worker: Target): readonly Finding[] {
  return calls.flatMap((call) => {
    const { functionName, qualifier } = invokedTarget(call);
    if (functionName === null && qualifier === null) return [];
    if (qualifier === 'none')
      return worker.qualifier === '$LATEST'
        ? []
        : [
            error(
              'no-qualifier',
              subject,
              `It invokes ${functionName ?? 'its worker'} without a qualifier, which means $LATEST: provisioned concurrency of ${worker.qualifier} never serves it.`,
              `Add Qualifier: '${worker.qualifier}' to the request, or put it after the name (${worker.functionName}:${worker.qualifier}).`,
              `at ${call.at}: FunctionName: ${call.functionNameSource}`,
            ),
          ];
    if (qualifier === null || qualifier === worker.qualifier || !isWhole(call)) return [];
    return [
      warning(
        'orchestrator-target',
        subject,
        `It invokes ${functionName ?? worker.functionName}:${qualifier}, and you ask about ${named(worker)}.`,
        `Ask about what it invokes (--qualifier ${qualifier}), or change what it invokes.`,
        `at ${call.at}`,
      ),
    ];
  });
}

function clientFindings(
  subject: string,
  code: CodeFacts,
  setAttempts: string | undefined,
): readonly Finding[] {
  const found: Finding[] = [];
  const late = code.clients.filter(({ madeFor }) => madeFor !== 'module');
  if (late.length > 0)
    found.push(
      warning(
        'client-per-call',
        subject,
        `It makes a client ${late.some(({ madeFor }) => madeFor === 'each') ? 'for each invocation' : 'each time it is called'}: each opens its own connections, so TLS is set up again for every request, and they do not start together.`,
        'Make one client outside the handler, and use it for all.',
        places(late),
      ),
    );
  const [unsure, sure] = [
    code.clients.filter(({ maxAttempts }) => maxAttempts === 'unknown'),
    code.clients.filter(({ maxAttempts }) =>
      maxAttempts === null ? setAttempts !== '1' : typeof maxAttempts === 'number' && maxAttempts > 1,
    ),
  ];
  if (sure.length > 0)
    found.push(
      warning(
        'retries-on',
        subject,
        `Its client sends a request again where it fails (${defaultMaxAttempts} attempts, where nothing is said): a throttle is hidden, and more than was asked for is invoked.`,
        'Give the client maxAttempts: 1, or set AWS_MAX_ATTEMPTS=1.',
        places(sure),
      ),
    );
  if (unsure.length > 0 && setAttempts === undefined)
    found.push(
      note(
        'retries-on',
        subject,
        'Whether its client sends a request again cannot be decided from the code.',
        'See that it has maxAttempts: 1.',
        places(unsure),
      ),
    );
  return found;
}

function wayFindings(subject: string, calls: readonly InvokeCall[]): readonly Finding[] {
  const one = calls.filter(({ oneByOne }) => oneByOne);
  const asynchronous = calls.filter(({ invocationType }) => invocationType === 'Event');
  return [
    ...(one.length === 0
      ? []
      : [
          warning(
            'one-by-one',
            subject,
            'It waits for each reply before it sends the next: one environment can serve them all, and nothing is cold but the first.',
            'Send them together: await Promise.all(requests).',
            places(one),
          ),
        ]),
    ...(asynchronous.length === 0
      ? []
      : [
          warning(
            'asynchronous',
            subject,
            'It invokes with InvocationType Event: Lambda queues the requests, answers at once, and tries up to three times; they do not start at one moment.',
            "Use InvocationType: 'RequestResponse' to measure.",
            places(asynchronous),
          ),
        ]),
  ];
}

/** One client for each request has connections enough; that is the finding then. */
const sharesClient = ({ clients }: CodeFacts): boolean =>
  clients.length === 0 || clients.some((client) => client.madeFor !== 'each');

/** How an orchestrator invokes: whom, with which client, how often, together or not. */
export const orchestratorInvocation: Rule = ({ facts: { worker, orchestrator }, code, concurrency }) => {
  if (orchestrator === null || code === null || !isReadCode(code)) return [];
  const subject = orchestrator.target.functionName;
  if (code.speaksContract)
    return [
      ok(
        'orchestrator-contract',
        subject,
        `It speaks this tool's contract: it is told whom to invoke, and sends the requests with the barrier of the CLI.`,
      ),
    ];
  const calls = code.invokes.filter((call) => mayInvoke(call, worker.target));
  if (calls.length === 0)
    return [
      note(
        'orchestrator-target',
        subject,
        `No call is seen in its code that invokes ${worker.target.functionName}: what it invokes, and how, is not checked.`,
        '',
        code.invokes.length === 0 ? '' : `it invokes others ${places(code.invokes)}`,
      ),
    ];
  const found = [
    ...targetFindings(subject, calls, worker.target),
    ...clientFindings(subject, code, orchestrator.variables?.AWS_MAX_ATTEMPTS),
    ...wayFindings(subject, calls),
    ...(concurrency > defaultMaxSockets && !code.setsMaxSockets && sharesClient(code)
      ? [
          warning(
            'sockets',
            subject,
            `The SDK's client opens ${defaultMaxSockets} connections at most where nothing is said, and ${concurrency} requests are to go out together: ${concurrency - defaultMaxSockets} would queue inside it.`,
            `Give the client requestHandler: { httpsAgent: { maxSockets: ${concurrency} } }.`,
          ),
        ]
      : []),
  ];
  return found.length > 0
    ? found
    : [
        ok(
          'orchestrator-target',
          subject,
          `It invokes ${named(worker.target)}, with one client and one attempt.`,
          '',
          places(calls),
        ),
      ];
};

/** Code that could not be read, wholly or in part. */
export const orchestratorCode: Rule = ({ facts: { orchestrator }, code }) => {
  if (orchestrator === null || code === null) return [];
  const subject = orchestrator.target.functionName;
  if (!isReadCode(code))
    return [
      note(
        'orchestrator-code',
        subject,
        `Its code was not read: ${code.why}. What it reads of its environment, and whom it invokes and how, is not checked.`,
      ),
    ];
  if (code.unread.length === 0) return [];
  return [
    note(
      'orchestrator-code',
      subject,
      `${code.unread.length === 1 ? 'A file' : `${code.unread.length} files`} of its code could not be read: what is in there is not checked.`,
      '',
      code.unread
        .slice(0, 3)
        .map(({ path, why }) => `${path}: ${why}`)
        .join('; '),
    ),
  ];
};

/** An orchestrator waits for its workers. */
export const orchestratorTimeout: Rule = ({ facts: { worker, orchestrator } }) => {
  if (orchestrator === null) return [];
  const [own, workers] = [orchestrator.target.timeoutMs, worker.target.timeoutMs];
  if (own === null || workers === null) return [];
  const subject = orchestrator.target.functionName;
  return own < workers
    ? [
        warning(
          'orchestrator-timeout',
          subject,
          `Its timeout is ${own / 1_000} s, and that of its workers ${workers / 1_000} s: it may end before they reply, and what they did is lost to it.`,
          `Give it at least ${workers / 1_000} s, and some for its own start: aws lambda update-function-configuration --function-name ${subject} --timeout ${Math.min(900, workers / 1_000 + 10)}`,
        ),
      ]
    : [
        ok(
          'orchestrator-timeout',
          subject,
          `Its timeout is ${own / 1_000} s, that of its workers ${workers / 1_000} s.`,
        ),
      ];
};
