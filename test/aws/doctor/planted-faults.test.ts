import {
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/analysis/doctor/diagnose.ts';
import { type FindingCode, findingCodes } from '../../../src/analysis/doctor/finding.ts';
import { doctorPort } from '../../../src/aws/doctor/doctor-port.ts';
import { lateLogs } from '../../../src/aws/late-logs.ts';
import { realClock } from '../../../src/io/clock.ts';
import { realRandom } from '../../../src/io/random.ts';
import type { Severity } from '../../../src/model/doctor.ts';
import { createDoubleEngine } from '../../local/double-engine.ts';
import { startReal } from '../../local/double-service.ts';
import { storedZip } from '../../local/stored-zip.ts';
import {
  doctorScene,
  goodOrchestrator,
  goodVariables,
  type SceneChange,
} from '../../support/doctor-scene.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

interface Examined {
  readonly qualifier?: string;
  readonly concurrency?: number;
  readonly openFiles?: number | null;
  readonly withOrchestrator?: boolean;
}

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };

/** A service with the scene, ready, and what examines it through the real SDK. */
async function open(change: SceneChange) {
  const scene = await doctorScene(await folder(), change);
  const engine = createDoubleEngine(realClock, {});
  for (const name of ['worker_lambda', 'orchestrator_lambda'])
    engine.logs.append(`/aws/lambda/${name}`, '2026/11/25/[1]aa', 'START');
  const service = await startReal(
    () => engine,
    () => scene,
    '',
  );
  engine.allocate();
  const aws = { endpointUrl: service.url, region: 'us-east-1', credentials };
  const logs = lateLogs(aws, realClock, realRandom);
  const port = doctorPort(aws, logs, realClock);
  return {
    port,
    lambda: service.lambda,
    close: async () => {
      port.close();
      await logs.close();
      await service.end();
    },
  };
}

const orchestrator = { functionName: 'orchestrator_lambda', qualifier: '$LATEST', region: 'us-east-1' };
const day = Date.UTC(2026, 10, 25);

async function examine(change: SceneChange, asked: Examined = {}) {
  const { port, close } = await open(change);
  const qualifier = asked.qualifier ?? 'worker_lambda_alias';
  try {
    const facts = await port.facts(
      { functionName: 'worker_lambda', qualifier, region: 'us-east-1' },
      asked.withOrchestrator === false ? null : orchestrator,
    );
    return diagnose({
      facts,
      concurrency: asked.concurrency ?? 10,
      wallMs: day,
      openFiles: asked.openFiles === undefined ? 20_000 : asked.openFiles,
    });
  } finally {
    await close();
  }
}

it('finds nothing in the good scene', async () => {
  const findings = await examine({});
  expect(findings.filter(({ severity }) => severity !== 'ok')).toEqual([]);
  expect(findings.length).toBeGreaterThan(8);
});

interface Planted {
  readonly name: string;
  readonly change: SceneChange;
  readonly asked?: Examined;
  /** All findings that are not in order. */
  readonly want: readonly (readonly [Severity, FindingCode])[];
  readonly says?: RegExp;
}

const replacing = (from: string, to: string): string => {
  expect(goodOrchestrator).toContain(from);
  return goodOrchestrator.replace(from, to);
};
const denied = (operation: string, functionName?: string) => ({
  match: { operation, ...(functionName === undefined ? {} : { functionName }) },
  effect: { kind: 'access-denied' },
});
const configured = (functionName: string, members: unknown) => ({
  match: { operation: 'GetFunctionConfiguration', functionName },
  effect: { kind: 'reply-with', members },
});

const planted: readonly Planted[] = [
  {
    name: 'a new account',
    change: { service: { accountConcurrency: 12 } },
    asked: { qualifier: 'worker_lambda_alias', concurrency: 20 },
    want: [
      ['error', 'account-concurrency'],
      ['note', 'provisioned-size'],
    ],
    says: /leaves 2 at once .* wants 11, the orchestrator included: 9 would be throttled/,
  },
  {
    name: 'reserved concurrency under the fan-out',
    change: { worker: { reservedConcurrency: 15 } },
    asked: { concurrency: 20 },
    want: [
      ['error', 'reserved-concurrency'],
      ['note', 'provisioned-size'],
    ],
    says: /At most 15 of 20 run at once: 5 would be throttled/,
  },
  {
    name: 'a function that is switched off',
    change: { worker: { reservedConcurrency: 0 }, alias: { provisioned: undefined } },
    want: [
      ['error', 'reserved-concurrency'],
      ['note', 'provisioned-size'],
    ],
    says: /refuses every request/,
  },
  {
    name: 'all that is reserved is provisioned on another qualifier',
    change: { worker: { reservedConcurrency: 10 } },
    asked: { qualifier: '$LATEST', withOrchestrator: false },
    want: [
      ['error', 'reserved-concurrency'],
      ['warning', 'provisioned-elsewhere'],
    ],
    says: /every request to \$LATEST is throttled/,
  },
  {
    name: 'provisioned concurrency behind an alias, and $LATEST invoked',
    change: {},
    asked: { qualifier: '$LATEST', withOrchestrator: false },
    want: [['warning', 'provisioned-elsewhere']],
    says: /is on worker_lambda_alias, and \$LATEST has none/,
  },
  {
    name: 'an allocation that is pending',
    change: { alias: { provisioned: { requested: 10, course: 'pending' } } },
    want: [['warning', 'provisioned-state']],
    says: /every request goes on demand/,
  },
  {
    name: 'an allocation that failed',
    change: { faults: [{ effect: { kind: 'provisioning-failed' } }] },
    want: [['error', 'provisioned-state']],
    says: /FUNCTION_ERROR_INIT_FAILURE/,
  },
  {
    name: 'log lines without REPORT',
    change: { worker: { logFormat: 'JSON', systemLogLevel: 'WARN' } },
    want: [['error', 'report-hidden']],
  },
  {
    name: 'SnapStart beside provisioned concurrency',
    change: {
      faults: [
        configured('worker_lambda', {
          SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'Off' },
        }),
      ],
    },
    want: [['warning', 'snapstart-provisioned']],
  },
  {
    name: 'SnapStart on the version that is provisioned',
    change: {
      faults: [
        configured('worker_lambda', {
          SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' },
        }),
      ],
    },
    want: [['error', 'snapstart-provisioned']],
  },
  {
    name: 'Managed Instances',
    change: {
      faults: [
        configured('worker_lambda', {
          CapacityProviderConfig: {
            LambdaManagedInstancesCapacityProviderConfig: {
              CapacityProviderArn: 'arn:aws:lambda:us-east-1:123456789012:capacity-provider:p',
            },
          },
        }),
      ],
    },
    want: [['error', 'managed-instances']],
  },
  {
    name: 'runtimes that are no longer supported',
    change: { worker: { runtime: 'nodejs18.x' }, orchestrator: { runtime: 'nodejs20.x' } },
    want: [
      ['warning', 'runtime'],
      ['warning', 'runtime'],
    ],
    says: /Support of nodejs18\.x ended on 2025-09-01/,
  },
  {
    name: 'a runtime that will not be for long',
    change: { worker: { runtime: 'nodejs22.x' } },
    want: [['note', 'runtime']],
    says: /ends on 2027-04-30, in 156 days/,
  },
  {
    name: 'too few open files',
    change: {},
    asked: { withOrchestrator: false, openFiles: 64 },
    want: [['error', 'open-files']],
  },
  {
    name: 'no permission to invoke',
    change: { faults: [denied('Invoke', 'worker_lambda')] },
    want: [['error', 'permission']],
    says: /lambda:InvokeFunction is not allowed; this statement grants it: \{"Effect":"Allow"/,
  },
  {
    name: 'no permission to read the log',
    change: { faults: [{ ...denied('FilterLogEvents'), times: 1 }] },
    want: [['warning', 'permission']],
    says: /logs:FilterLogEvents is not allowed/,
  },
  {
    name: 'no log group',
    change: {
      faults: [
        {
          match: { operation: 'FilterLogEvents' },
          times: 1,
          effect: { kind: 'error', status: 400, type: 'ResourceNotFoundException' },
        },
      ],
    },
    want: [['note', 'log-group']],
  },
  {
    name: 'the misspelt variable',
    change: {
      orchestrator: {
        environment: { WORKER_FUNCTION_NAME: 'worker_lambda', WORLER_ALIAS: 'worker_lambda_alias' },
      },
    },
    want: [['error', 'environment-misspelt']],
    says: /WORLER_ALIAS is set, and its code reads it nowhere; it reads WORKER_ALIAS, .* the qualifier it invokes comes to undefined, which means \$LATEST/,
  },
  {
    name: 'the misspelt variable in a name with its qualifier',
    change: {
      code: replacing(
        'FunctionName: WORKER_FUNCTION_NAME, Qualifier: WORKER_ALIAS',
        ['FunctionName: `$', '{WORKER_FUNCTION_NAME}:$', '{WORKER_ALIAS}`'].join(''),
      ),
      orchestrator: {
        environment: { WORKER_FUNCTION_NAME: 'worker_lambda', WORLER_ALIAS: 'worker_lambda_alias' },
      },
    },
    want: [['error', 'environment-misspelt']],
    says: /the name it invokes comes to "worker_lambda:undefined"/,
  },
  {
    name: 'variables that may not be decrypted',
    change: {
      faults: [
        configured('orchestrator_lambda', {
          Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'KMS access was denied' } },
        }),
      ],
    },
    want: [['note', 'not-read']],
  },
  {
    name: 'a variable that is not set',
    change: { orchestrator: { environment: { WORKER_FUNCTION_NAME: 'worker_lambda' } } },
    want: [['error', 'environment-unset']],
  },
  {
    name: 'a variable that nothing reads',
    change: { orchestrator: { environment: { ...goodVariables, COLOUR: 'red' } } },
    want: [['warning', 'environment-unread']],
  },
  {
    name: 'variables read by names that are only known when it runs',
    change: { code: `${goodOrchestrator}export const read = (name) => process.env[name];\n` },
    want: [['note', 'environment-dynamic']],
  },
  {
    name: 'an invocation without a qualifier',
    change: { code: replacing(', Qualifier: WORKER_ALIAS', '') },
    want: [['error', 'no-qualifier']],
    says: /without a qualifier, which means \$LATEST/,
  },
  {
    name: 'another alias than the one asked about',
    change: { orchestrator: { environment: { ...goodVariables, WORKER_ALIAS: 'other' } } },
    want: [['warning', 'orchestrator-target']],
    says: /invokes worker_lambda:other, and you ask about worker_lambda:worker_lambda_alias/,
  },
  {
    name: 'a client for each invocation',
    change: { code: replacing('  client.send(', '  new LambdaClient({ maxAttempts: 1 }).send(') },
    want: [['warning', 'client-per-call']],
  },
  {
    name: 'retries',
    change: { code: replacing('{ maxAttempts: 1 }', '{}') },
    want: [['warning', 'retries-on']],
  },
  {
    name: 'one after the other',
    change: {
      code: replacing(
        'await Promise.all(Array.from({ length: 10 }, invoke));',
        'for (let i = 0; i < 10; i += 1) await client.send(new InvokeCommand({ FunctionName: WORKER_FUNCTION_NAME, Qualifier: WORKER_ALIAS }));',
      ),
    },
    want: [['warning', 'one-by-one']],
  },
  {
    name: 'events instead of requests',
    change: { code: replacing("LogType: 'Tail'", "InvocationType: 'Event'") },
    want: [['warning', 'asynchronous']],
  },
  {
    name: 'more requests than the client opens connections',
    change: { alias: { provisioned: { requested: 60 } } },
    asked: { concurrency: 60 },
    want: [['warning', 'sockets']],
    says: /10 would queue inside it/,
  },
  {
    name: 'a timeout that is shorter than that of the workers',
    change: { orchestrator: { timeoutMs: 3_000, environment: goodVariables } },
    want: [['warning', 'orchestrator-timeout']],
    says: /Its timeout is 3 s, and that of its workers 10 s/,
  },
  {
    name: 'code that does not parse',
    change: { code: 'export const handler = (' },
    want: [['note', 'orchestrator-code']],
    says: /index\.mjs could not be read: it does not parse/,
  },
  {
    name: 'code for another runtime',
    change: { orchestrator: { runtime: 'provided.al2023', environment: goodVariables } },
    want: [['note', 'orchestrator-code']],
    says: /its runtime is provided\.al2023, and only code for Node\.js is read/,
  },
];

describe('finds each planted fault, and nothing else', () => {
  it.each(planted)('$name', async ({ change, asked, want, says }) => {
    const findings = (await examine(change, asked)).filter(({ severity }) => severity !== 'ok');
    expect(findings.map(({ severity, code }) => [severity, code])).toEqual(want);
    if (says !== undefined) expect(findings.map((each) => each.says).join('\n')).toMatch(says);
    // Each says what to do, but for what cannot be mended.
    for (const { severity, remedy } of findings)
      if (severity === 'error' || severity === 'warning') expect(remedy).not.toBe('');
  });
});

it('an alias with weights, behind the latest version, and code that is not published', async () => {
  const { port, lambda, close } = await open({ alias: { provisioned: undefined } });
  const FunctionName = 'worker_lambda';
  const ZipFile = storedZip([{ name: 'index.mjs', text: 'export const handler = 1;' }]);
  const RoutingConfig = { AdditionalVersionWeights: { '2': 0.25 } };
  try {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'changed' }));
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(
      new UpdateAliasCommand({
        FunctionName,
        Name: 'worker_lambda_alias',
        FunctionVersion: '1',
        RoutingConfig,
      }),
    );
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    const target = { functionName: FunctionName, qualifier: 'worker_lambda_alias', region: 'us-east-1' };
    const facts = await port.facts(target, null);
    const findings = diagnose({ facts, concurrency: 10, wallMs: day, openFiles: 20_000 });
    const open = findings.filter(({ severity }) => severity !== 'ok');
    expect(open.map(({ severity, code }) => [severity, code])).toEqual([
      ['warning', 'alias-weights'],
      ['warning', 'alias-behind'],
      ['note', 'provisioned-size'],
      ['note', 'unpublished-code'],
    ]);
    expect(open[0]?.says).toMatch(/25 % to version 2, the rest to version 1/);
  } finally {
    await close();
  }
});

it('every finding there is has a case here or in the rules', () => {
  const covered = new Set<string>(planted.flatMap(({ want }) => want.map(([, code]) => code)));
  const elsewhere: readonly FindingCode[] = [
    'alias-weights',
    'alias-behind',
    'unpublished-code',
    'orchestrator-contract',
  ];
  expect(
    Object.keys(findingCodes).filter(
      (code) => !covered.has(code) && !elsewhere.includes(code as FindingCode),
    ),
  ).toEqual([]);
});
