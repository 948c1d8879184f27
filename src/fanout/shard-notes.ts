import type { FanoutEvent } from '../model/fanout.ts';
import { grantLine } from '../model/permissions.ts';
import type { Target } from '../model/target.ts';
import type { Answer } from './orchestrator-answer.ts';

/** What a run's orchestrators let the user know, each thing once. */
export class ShardNotes {
  put: (event: FanoutEvent) => void = () => {};
  readonly #shards: number;
  readonly #told = new Set<string>();

  constructor(shards: number) {
    this.#shards = shards;
  }

  tell(code: string, message: string): void {
    if (this.#told.has(`${code} ${message}`)) return;
    this.#told.add(`${code} ${message}`);
    this.put({ kind: 'note', code, message });
  }

  notStarted(shard: number, why: string): void {
    this.tell('orchestrator-not-started', `${this.#who(shard)} sent nothing: ${why}`);
  }

  /** What a reply tells beside its rows.
   * @param worker - whom it was asked to invoke */
  ofReply(shard: number, { reply, rows }: Extract<Answer, { kind: 'contract' }>, worker: Target): void {
    const who = this.#who(shard);
    for (const { code, message } of reply.notes) this.tell(code, `${who}: ${message}`);
    const refusals = rows.flatMap((row) =>
      typeof row !== 'string' && row.errorType === 'AccessDeniedException' ? [row.reason ?? ''] : [],
    );
    if (refusals[0] !== undefined) {
      const named = /on resource: (\S+)/.exec(refusals[0])?.[1];
      const resource = named ?? `${worker.functionName}:${worker.qualifier}`;
      this.tell(
        'orchestrator-denied',
        `${who}'s role may not invoke the worker; this statement in it grants it: ${grantLine('lambda:InvokeFunction', resource)}`,
      );
    }
    const { tails, workers } = reply.leftOut;
    if (tails + workers > 0)
      this.tell(
        'reply-shortened',
        `${who} left ${tails} tails and the words of ${workers} workers out of its reply, which Lambda limits to 6 MB: their REPORTs are looked up in CloudWatch Logs.`,
      );
  }

  #who(shard: number): string {
    return this.#shards === 1 ? 'The orchestrator' : `Orchestrator ${shard}`;
  }
}
