import * as z from 'zod';
import { throttleReasons } from '../model/outcome.ts';

/** Documented keys: the texts are shown by `docs/local.md` and by the JSON schema of local.json. */
const doc = <Schema extends z.ZodType>(schema: Schema, text: string): Schema =>
  schema.describe(text) as Schema;
const delayMs = z.number().min(0).max(900_000);

const effects = [
  doc(
    z.strictObject({
      kind: z.literal('throttle'),
      reason: doc(
        z.enum(Object.keys(throttleReasons) as [keyof typeof throttleReasons]),
        "The 429's Reason.",
      ).default('ConcurrentInvocationLimitExceeded'),
    }),
    'Answers 429 TooManyRequestsException; no environment is asked.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('error'),
      status: doc(z.int().min(400).max(599), 'HTTP status.'),
      type: doc(z.string().regex(/^[A-Za-z0-9]+$/), 'Error type, such as ServiceException.'),
      message: doc(z.string(), 'Error message.').default('A fault on order.'),
    }),
    'Answers any other error of the API; no environment is asked.',
  ),
  doc(
    z.strictObject({ kind: z.literal('access-denied') }),
    'Answers 403 AccessDeniedException with the action and the resource that were refused.',
  ),
  doc(
    z.strictObject({ kind: z.literal('expired-token') }),
    'Answers 403 ExpiredTokenException, as with credentials that ran out.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('reset'),
      afterRunning: doc(z.boolean(), 'true: the function runs first, and its reply is lost.').default(false),
    }),
    'Closes the connection without a reply.',
  ),
  doc(
    z.strictObject({ kind: z.literal('half-response') }),
    'Sends the headers and half of the body, then closes the connection.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('reply-with'),
      members: doc(
        z.record(z.string(), z.json()),
        'Top members of the JSON reply, put in place of its own, such as {"SnapStart":{"ApplyOn":"PublishedVersions"}}.',
      ),
    }),
    'Puts members into the reply of an operation: what this service itself does not have can be rehearsed so.',
  ),
  doc(z.strictObject({ kind: z.literal('no-tail') }), 'Leaves X-Amz-Log-Result out.'),
  doc(
    z.strictObject({ kind: z.literal('tail-without-report') }),
    'Takes the REPORT (text or JSON) out of X-Amz-Log-Result.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('late-logs'),
      delayMs: doc(delayMs, 'From the reply until the events can be read.'),
    }),
    'The Logs API shows the events of this request later.',
  ),
  doc(
    z.strictObject({ kind: z.literal('other-request-id-in-logs') }),
    'Tail and Logs API show the events of this request under another request id.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('other-duration-in-logs'),
      addMs: doc(z.number().min(0).max(900_000), 'What is added.'),
    }),
    'The Logs API shows another Duration in the REPORT of this request than its tail.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('provisioning-failed'),
      reason: doc(z.string(), 'StatusReason.').default('FUNCTION_ERROR_INIT_FAILURE'),
    }),
    'The allocation of provisioned concurrency ends as FAILED (also of a deployment in local.json).',
  ),
  doc(
    z.strictObject({ kind: z.literal('slow'), delayMs: doc(delayMs, 'How long the reply is held back.') }),
    'Holds the reply back once it is ready.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('empty-pages'),
      count: doc(z.int().min(1).max(1_000), 'Empty pages, each with a nextToken.'),
    }),
    'FilterLogEvents answers empty pages before the first event; asking for those pages counts as one request.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('live-tail-sampled'),
      atMost: doc(z.int().min(0).max(500), 'Events left in each update.'),
    }),
    'Updates of a Live Tail session that hold more events leave a sample and say so, as AWS does above 500.',
  ),
  doc(
    z.strictObject({
      kind: z.literal('live-tail-ends'),
      afterMs: doc(delayMs, 'From the start of the session.'),
    }),
    'A Live Tail session ends in SessionStreamingException.',
  ),
] as const;

export const faultEffectSchema = z.discriminatedUnion('kind', effects);

export const faultSchema = z.strictObject({
  match: doc(
    z.strictObject({
      operation: doc(
        z.string().min(1),
        'Operation (GetAlias, FilterLogEvents, …), or * for each. Without it: the one the effect is about, which is Invoke for most.',
      ).optional(),
      functionName: doc(z.string().min(1), 'Only requests to this function.').optional(),
      qualifier: doc(
        z.string().min(1),
        'Only requests with this qualifier; $LATEST where none is given.',
      ).optional(),
      payloadContains: doc(z.string().min(1), 'Only requests whose body contains this text.').optional(),
    }),
    'Which requests are counted; each key narrows.',
  ).default({}),
  nth: doc(
    z.union([
      z.int().min(1),
      z
        .strictObject({ from: z.int().min(1), to: z.int().min(1) })
        .refine(({ from, to }) => from <= to, { message: 'must not be less than from', path: ['to'] }),
      z.string().regex(/^every [1-9]\d*$/),
    ]),
    'Which of the counted requests are hit, from 1 in order of arrival: a number, {"from":2,"to":4} or "every 3". Without it: each.',
  ).optional(),
  times: doc(z.int().min(1), 'At most so many hits.').optional(),
  effect: doc(faultEffectSchema, 'What happens to a request that is hit.'),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultEffect = z.infer<typeof faultEffectSchema>;
