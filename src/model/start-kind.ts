/** How the environment that served a request came to be ready for it. */
export const startKinds = ['cold', 'restored', 'preinitialized', 'warm', 'unknown'] as const;
export type StartKind = (typeof startKinds)[number];

/** What decided a start kind: the whole list, with the sentence a person reads. */
export const evidences = {
  'no-report': 'no REPORT from any source, so nothing is known of its init',
  'managed-instances':
    'its REPORT has neither Billed Duration nor memory, as on Lambda Managed Instances, where one environment serves many requests at once: a start kind has no meaning there',
  'restore-reported': 'its REPORT carries a Restore Duration: a snapshot was restored for it',
  'no-init': 'its REPORT carries no Init Duration: the environment had served before',
  'init-maybe-suppressed':
    'no Init Duration, but the request before it in this environment failed: Lambda resets such an environment and repeats the init inside Duration',
  'init-type-provisioned':
    'the environment says initialization type provisioned-concurrency: it gets no request before its init is done',
  'worker-clock-adjacent': "by the worker's own clock the handler started right after the init",
  'worker-clock-gap': "by the worker's own clock the init had ended over 1 s before the handler started",
  'log-clock-adjacent': "by the log's own clock the request started right after the init",
  'log-clock-gap': "by the log's own clock the init had ended over 1 s before the request started",
  'init-before-orchestrator':
    "by the log's clock the init had ended before the orchestrator that sent the request was started",
  'init-exceeds-round-trip':
    'init and handler together took longer than the whole round trip: the init ran before',
  'init-fits-no-provisioned':
    'the init fits into the round trip, and the environment is not one of provisioned concurrency',
  'init-fits-clearly':
    'the init fits into the round trip, and is over three times the spread of the rest of the round trip',
  'init-unplaced': 'an init was reported, and nothing says whether the request waited for it',
} as const;
export type Evidence = keyof typeof evidences;
