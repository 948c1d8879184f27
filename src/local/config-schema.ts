import * as z from 'zod';
import { defaultRetentionMs } from '../model/placement.ts';
import { faultSchema } from './fault-schema.ts';
import { defaultModelSeed } from './modelled/function-model.ts';
import { type PresetName, presetNames } from './modelled/presets.ts';

const doc = <Schema extends z.ZodType>(schema: Schema, text: string): Schema =>
  schema.describe(text) as Schema;
const milliseconds = z.number().min(0).max(86_400_000);

const provisionedSchema = z
  .strictObject({
    requested: doc(z.int().min(1).max(10_000), 'Environments to initialize ahead.'),
    course: doc(
      z.union([
        z.enum(['ready', 'pending']),
        z.strictObject({
          serving: z.int().min(0).max(10_000).default(0),
          readyAfterMs: doc(milliseconds, 'READY after this time, not before.').optional(),
        }),
      ]),
      'ready: the service starts once all are READY. pending: IN_PROGRESS for good, serves nobody. {"serving": n}: an older allocation of n serves while the whole one is IN_PROGRESS; for good, or with {"readyAfterMs": ms} until it is READY, not before that time.',
    ).default('ready'),
  })
  .refine(({ requested, course }) => typeof course === 'string' || course.serving <= requested, {
    message: 'serving must not be more than requested',
    path: ['course', 'serving'],
  });

const aliasSchema = z.strictObject({
  name: doc(z.string().regex(/^(?![0-9]+$)[a-zA-Z0-9-_]{1,128}$/), "The alias's name."),
  version: doc(
    z.string().regex(/^(\$LATEST|[0-9]+)$/),
    'Version it points to; 1 is the first one published.',
  ).default('1'),
  weights: doc(
    z.record(z.string().regex(/^[0-9]+$/), z.number().min(0).lt(1)),
    'A further version with its share of the requests, 0 to 1.',
  ).optional(),
  provisioned: doc(provisionedSchema, 'Provisioned concurrency of the alias.').optional(),
});

const modelSchema = z.strictObject({
  preset: doc(
    z.enum(presetNames as [PresetName, ...PresetName[]]),
    'Runtime, architecture and packaging whose published figures are drawn from (listed below).',
  ),
  seed: doc(z.int().min(0).max(4_294_967_295), 'Same seed, same draws.').default(defaultModelSeed),
  init: doc(
    z
      .strictObject({
        p50Ms: doc(z.number().gt(0).max(10_000), 'Median.'),
        p99Ms: doc(z.number().gt(0).max(10_000), '99th percentile, without the outliers.'),
        outliers: doc(
          z.strictObject({
            share: doc(z.number().gt(0).lt(1), 'How many of the inits, 0 to 1.'),
            factor: doc(z.number().gt(1).max(100), 'Times as long as they would take.'),
          }),
          'Inits that take several times as long, now and then.',
        ).optional(),
      })
      .refine(({ p50Ms, p99Ms }) => p50Ms <= p99Ms, {
        message: 'must not be less than p50Ms',
        path: ['p99Ms'],
      }),
    "Init Duration of your own function, where you know it, in place of the preset's.",
  ).optional(),
});

/** Handlers that come with this package. */
export const fixtures = ['worker', 'orchestrator'] as const;

const functionShape = z.strictObject({
  functionName: doc(z.string().regex(/^[a-zA-Z0-9-_]{1,64}$/), "The function's name."),
  handler: doc(z.string().regex(/^\S{1,128}$/), 'file.export, relative to folder.').default('index.handler'),
  folder: doc(
    z.string().min(1),
    'Folder with the code, relative to local.json; it is run in place. Needed, except with a fixture or a model.',
  ).optional(),
  fixture: doc(
    z.enum(fixtures),
    'A handler of this package in the place of a folder: the worker (docs/worker.md) or the orchestrator (docs/orchestrator.md).',
  ).optional(),
  model: doc(
    modelSchema,
    'Modelled: environments draw their times from published figures, and no code runs.',
  ).optional(),
  runtime: doc(
    z.string().regex(/^(nodejs\d+\.x|provided\.al2(023)?)$/),
    "nodejsNN.x (whatever it says, this machine's Node runs it), or provided.al2023: an executable named bootstrap. Default: the Node of the service.",
  ).optional(),
  memorySizeMb: doc(
    z.int().min(128).max(10_240),
    'Memory; above it the environment ends. Default: 128, with a model the 1,024 that its figures are of.',
  ).optional(),
  timeoutMs: doc(z.int().min(1).max(900_000), 'Function timeout.').default(3_000),
  environment: doc(z.record(z.string().regex(/^[a-zA-Z]\w*$/), z.string()), 'Environment variables.').default(
    {},
  ),
  logFormat: doc(z.enum(['Text', 'JSON']), 'Format of the platform log.').default('Text'),
  applicationLogLevel: doc(
    z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']),
    'Level of application lines, with logFormat JSON.',
  ).default('INFO'),
  systemLogLevel: doc(
    z.enum(['DEBUG', 'INFO', 'WARN']),
    'Level of platform lines, with logFormat JSON; WARN hides the report of successful requests.',
  ).default('INFO'),
  publish: doc(z.boolean(), 'Publishes version 1.').default(true),
  aliases: doc(z.array(aliasSchema), 'Aliases.').default([]),
  reservedConcurrency: doc(z.int().min(0), 'Reserved concurrency.').optional(),
});

export const localFunctionSchema = functionShape
  .refine(({ folder, fixture, model }) => [folder, fixture, model].some((code) => code !== undefined), {
    message: 'needed: the folder with the code, or a fixture or a model in its place',
    path: ['folder'],
  })
  .refine(({ folder, fixture }) => folder === undefined || fixture === undefined, {
    message: 'contradicts folder: it is a handler of this package',
    path: ['fixture'],
  })
  .refine(({ fixture, model }) => fixture === undefined || model === undefined, {
    message: 'contradicts fixture: no code runs where a model stands',
    path: ['model'],
  })
  .refine(({ folder, model }) => folder === undefined || model === undefined, {
    message: 'contradicts folder: no code runs where a model stands',
    path: ['model'],
  })
  .refine(({ runtime, model }) => runtime === undefined || model === undefined, {
    message: 'contradicts model: the preset names the runtime',
    path: ['runtime'],
  });

/** local.json: what `lambda-fanout local --config` and `bench --local` read. */
export const localConfigSchema = z.strictObject({
  port: doc(z.int().min(0).max(65_535), 'Port on 127.0.0.1; 0: any free one.').default(9_001),
  region: doc(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/), 'Region in ARNs.').default('us-east-1'),
  accountId: doc(z.string().regex(/^\d{12}$/), 'Account in ARNs.').default('123456789012'),
  accountConcurrency: doc(
    z.int().min(1).max(1_000_000),
    "The account's concurrency; beyond it: 429 ConcurrentInvocationLimitExceeded.",
  ).default(1_000),
  ingestionDelayMs: doc(milliseconds, 'How long a log event takes to be seen in the Logs API.').default(0),
  retentionMs: doc(milliseconds, 'How long an idle on-demand environment is kept.').default(
    defaultRetentionMs,
  ),
  updateDelayMs: doc(milliseconds, 'How long an update of a function stays InProgress.').default(0),
  provisioning: doc(
    z.strictObject({
      delayMs: doc(milliseconds, 'From the request until the first environment is allocated.').default(0),
      perSecond: doc(z.number().gt(0).max(100_000), 'Environments allocated a second.').default(100),
    }),
    'How fast provisioned concurrency is allocated; 6,000 a minute is what Lambda allows.',
  ).prefault({}),
  initOnFirstProvisionedRequest: doc(
    z.boolean(),
    'true, as on Lambda: the first REPORT of a provisioned environment carries the Init Duration of the init that ran ahead.',
  ).default(true),
  concurrentInits: doc(
    z.int().min(1).max(10_000),
    'Inits that run at a time; the wait for a turn is in no Init Duration. Default: one for each core.',
  ).optional(),
  functions: doc(z.array(localFunctionSchema), 'Functions to deploy at the start.').default([]),
  faults: doc(z.array(faultSchema), 'Faults on order.').default([]),
});

export type LocalConfig = z.infer<typeof localConfigSchema>;
export type LocalFunction = z.infer<typeof localFunctionSchema>;
export type LocalAlias = z.infer<typeof aliasSchema>;
