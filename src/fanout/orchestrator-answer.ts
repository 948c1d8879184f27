import type { Settled } from '../model/dispatch.ts';
import { messageOf } from '../model/errors.ts';
import {
  type OrchestrateRequest,
  type OrchestratorReply,
  type OrchestratorRow,
  orchestratorContract,
  orchestratorRefusal,
} from '../model/orchestrator.ts';
import { orchestratorReplySchema, orchestratorRowSchema } from '../model/orchestrator-schema.ts';
import { platformLines } from '../model/platform-lines.ts';

/** What became of an orchestrator's invocation. */
export type Answer =
  /** It replied as the contract says. A row that does not is told with why. */
  | {
      readonly kind: 'contract';
      readonly reply: OrchestratorReply;
      readonly rows: readonly (OrchestratorRow | string)[];
    }
  /** It replied something else: what it sent is to be found in the log. */
  | { readonly kind: 'silent'; readonly why: string }
  /** It failed, and may have sent requests before it did. */
  | { readonly kind: 'failed'; readonly why: string }
  /** It never ran, or refused before it sent anything. */
  | { readonly kind: 'not-started'; readonly why: string };

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const firstIssue = (error: {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): string => {
  const [issue] = error.issues;
  return `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'is not as it should be'}`;
};

function rowOf(cells: readonly unknown[], columns: readonly string[]): OrchestratorRow | string {
  const fields = Object.fromEntries(columns.map((column, nth) => [column, cells[nth] ?? null]));
  // Columns that were not measured stay away, so that the schema's own defaults hold.
  const row = orchestratorRowSchema.safeParse(
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
  );
  if (!row.success) return `its row in the orchestrator's reply is broken at ${firstIssue(row.error)}`;
  const { tail } = row.data;
  // Another orchestrator may have handed on the whole tail: of it only platform lines are kept.
  const kept = tail === null ? null : platformLines(Buffer.from(tail.join('\n')).toString('base64'));
  return { ...row.data, tail: kept };
}

function read(payload: Uint8Array | undefined, asked: OrchestrateRequest): Answer {
  let value: unknown = null;
  try {
    value = JSON.parse(new TextDecoder().decode(payload ?? new Uint8Array()));
  } catch (error) {
    return { kind: 'silent', why: payload === undefined ? 'it replies nothing' : messageOf(error) };
  }
  const said = isFields(value) && isFields(value.lambdaFanout) ? value.lambdaFanout.orchestrated : undefined;
  if (!isFields(said)) return { kind: 'silent', why: 'its reply has no lambdaFanout.orchestrated' };
  if (said.contract !== orchestratorContract)
    return {
      kind: 'silent',
      why: `its reply is of version ${JSON.stringify(said.contract)} of the contract, and this lambda-fanout reads ${orchestratorContract}`,
    };
  const reply = orchestratorReplySchema.safeParse(said);
  if (!reply.success) return { kind: 'silent', why: `its reply is broken at ${firstIssue(reply.error)}` };
  const { runId, round, shard, columns, rows } = reply.data;
  if (runId !== asked.runId || round !== asked.round || shard !== asked.shard)
    return { kind: 'silent', why: 'its reply is of another run, round or shard' };
  return { kind: 'contract', reply: reply.data, rows: rows.map((cells) => rowOf(cells, columns)) };
}

/** Reads what an orchestrator answered to what it was asked. */
export function answerOf({ reply, payload }: Settled, asked: OrchestrateRequest): Answer {
  const why = reply.reason ?? reply.outcome;
  switch (reply.outcome) {
    case 'ok':
      return read(payload, asked);
    case 'function-error':
      return { kind: reply.errorType === orchestratorRefusal ? 'not-started' : 'failed', why };
    case 'timeout':
    case 'lost':
      return { kind: 'failed', why };
    default:
      return { kind: 'not-started', why };
  }
}
