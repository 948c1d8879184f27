import type { Dispatch, DispatchRequest, Reply, ReportLookup, Settled } from '../model/dispatch.ts';
import { UsageError } from '../model/errors.ts';
import type { FanoutEvent, FanoutPlan } from '../model/fanout.ts';
import type { Orchestration, OrchestratorPlan } from '../model/orchestration.ts';
import { type OrchestrateRequest, orchestratorContract } from '../model/orchestrator.ts';
import type { Clock } from '../model/ports.ts';
import type { Resolution } from '../model/resolution.ts';
import type { WorkerLog } from '../model/worker-log.ts';
import { LoggedShards } from './logged-shards.ts';
import { type Answer, answerOf } from './orchestrator-answer.ts';
import { orchestratorEvent, sharedOut } from './orchestrator-event.ts';
import { rowOf, unsentReply } from './row.ts';
import { ShardClocks } from './shard-clocks.ts';
import { ShardNotes } from './shard-notes.ts';
import { answeredRows, untold, worstResolution } from './shard-rows.ts';

export interface OrchestratedPorts {
  /** Invokes the orchestrators; each request of it is one of them. */
  readonly orchestrators: Dispatch;
  readonly reports: ReportLookup;
  readonly workerLog: WorkerLog;
  readonly clock: Clock;
}

/** A request of the plan that waits for its row. */
interface Waiting {
  readonly resolve: (settled: Settled) => void;
  readonly reject: (error: unknown) => void;
}

const nothing = (): void => {};

/** Sends the requests of a round through orchestrators: each gets its share of them in one invocation, and its reply,
 * or the log where it replies nothing, tells what became of them. */
export class OrchestratedDispatch implements Dispatch {
  readonly #plan: FanoutPlan;
  readonly #to: OrchestratorPlan;
  readonly #ports: OrchestratedPorts;
  readonly #clocks: ShardClocks;
  readonly #logged: LoggedShards;
  readonly #notes: ShardNotes;
  #put: (event: FanoutEvent) => void = nothing;
  #round = 0;
  /** What each request of the round is. */
  #request: DispatchRequest;
  #waiting: Waiting[] = [];
  #shardsStaged = false;
  #gaveUp = false;
  #resolution: Resolution | null = null;

  constructor(plan: FanoutPlan, to: OrchestratorPlan, ports: OrchestratedPorts) {
    this.#plan = plan;
    this.#to = to;
    this.#request = plan;
    this.#ports = ports;
    this.#clocks = new ShardClocks(ports.clock, to.leadMs);
    this.#logged = new LoggedShards(plan, to, ports);
    this.#notes = new ShardNotes(to.shards);
  }

  tell(put: (event: FanoutEvent) => void): void {
    this.#put = put;
    this.#notes.put = put;
    this.#ports.orchestrators.tell?.(put);
    this.#logged.tell((event) =>
      event.kind === 'note' ? this.#notes.tell(event.code, event.message) : put(event),
    );
  }

  async connect(count: number, signal: AbortSignal, onProgress: (open: number) => void): Promise<void> {
    this.#round += 1;
    this.#waiting = [];
    this.#shardsStaged = false;
    this.#logged.hurryOn(signal);
    const { shards } = this.#to;
    // A payload that does not fit is refused before anybody is asked.
    if (this.#round === 1) orchestratorEvent(this.#asked(1, count, null));
    if (this.#round === 1 && shards > 1) await this.#greet(signal);
    if (signal.aborted) return;
    await this.#ports.orchestrators.connect(shards, signal, nothing);
    onProgress(count);
  }

  stage(request: DispatchRequest): Promise<Settled> {
    this.#request = request;
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async staged(signal: AbortSignal, onProgress: (held: number) => void, notBeforeMs: number): Promise<void> {
    if (!this.#shardsStaged) this.#stageShards(notBeforeMs);
    await this.#ports.orchestrators.staged(signal, nothing, notBeforeMs);
    onProgress(this.#waiting.length);
  }

  release(_timeoutMs: number, atMs: number | null = null): number {
    return this.#ports.orchestrators.release(this.#to.timeoutMs, atMs);
  }

  giveUp(reason: string): void {
    this.#gaveUp = true;
    this.#logged.giveUp();
    this.#ports.orchestrators.giveUp(reason);
    if (!this.#shardsStaged)
      for (const { resolve } of this.#waiting) resolve({ reply: unsentReply(reason), refusal: null });
  }

  stampError(): null {
    return null;
  }

  resolution(): Resolution | null {
    return this.#resolution;
  }

  close(): void {
    this.giveUp('the run has ended');
    this.#ports.orchestrators.close();
  }

  #asked(shard: number, count: number, releaseAtWallMs: number | null): OrchestrateRequest {
    const { runId, timeoutMs } = this.#plan;
    const { target, payload } = this.#request;
    return {
      contract: orchestratorContract,
      runId,
      round: count === 0 ? 0 : this.#round,
      shard,
      functionName: target.functionName,
      qualifier: target.qualifier,
      count,
      payload: new TextDecoder().decode(payload),
      timeoutMs,
      releaseAtWallMs,
    };
  }

  #invoke(asked: OrchestrateRequest): Promise<Settled> {
    const payload = orchestratorEvent(asked);
    return this.#ports.orchestrators.stage({ target: this.#to.target, payload });
  }

  /** Several orchestrators agree on a moment by their wall clocks: so it is asked first what these say, of as many
   * environments as will be needed. One that does not know the contract cannot share a round with others. */
  async #greet(signal: AbortSignal): Promise<void> {
    const { orchestrators } = this.#ports;
    const { shards, target } = this.#to;
    await orchestrators.connect(shards, signal, nothing);
    const greeted = Array.from({ length: shards }, async (_, nth) => {
      const asked = this.#asked(nth + 1, 0, null);
      const settled = await this.#invoke(asked);
      return { settled, ...this.#tellOf(asked, settled) };
    });
    await orchestrators.staged(signal, nothing, 0);
    if (signal.aborted) orchestrators.giveUp('stopped before it was sent');
    else orchestrators.release(this.#to.timeoutMs);
    for (const { settled, answer } of await Promise.all(greeted)) {
      if (settled.refusal !== null) throw settled.refusal;
      if (answer.kind === 'silent')
        throw new UsageError(
          `${target.functionName} does not speak the contract (${answer.why}), so that --orchestrators cannot share the requests out; what it does on its own it has now done ${shards} times`,
          'Leave --orchestrators out, or deploy the orchestrator of docs/orchestrator.md.',
        );
    }
  }

  #stageShards(notBeforeMs: number): void {
    this.#shardsStaged = true;
    const shares = sharedOut(this.#waiting.length, Math.min(this.#to.shards, this.#waiting.length));
    const atWallMs =
      this.#to.shards === 1 ? null : this.#clocks.agreedWallMs(notBeforeMs, Math.max(...shares));
    let from = 0;
    shares.forEach((count, nth) => {
      const waiting = this.#waiting.slice(from, from + count);
      from += count;
      const asked = this.#asked(nth + 1, count, atWallMs);
      this.#settle(asked, waiting).catch((error: unknown) => {
        for (const { reject } of waiting) reject(error);
      });
    });
  }

  async #settle(asked: OrchestrateRequest, waiting: readonly Waiting[]): Promise<void> {
    const settled = await this.#invoke(asked);
    const { answer, offsetMs } = this.#tellOf(asked, settled);
    const rows = await this.#rows(asked, settled, answer, offsetMs);
    if (answer.kind === 'contract') {
      this.#notes.ofReply(asked.shard, answer, this.#request.target);
      this.#resolution = worstResolution(this.#resolution, answer.reply.resolution);
    }
    waiting.forEach(({ resolve }, nth) => {
      const row = rows[nth] ?? { reply: unsentReply('nothing is known of it'), refusal: null };
      const placing = { shard: asked.shard, plannedMs: row.placing?.plannedMs ?? settled.reply.writtenMs };
      resolve({ ...row, placing });
    });
  }

  async #rows(
    asked: OrchestrateRequest,
    settled: Settled,
    answer: Answer,
    offsetMs: number | null,
  ): Promise<readonly Settled[]> {
    const all = (reply: Reply): readonly Settled[] =>
      Array.from({ length: asked.count }, () => ({ reply, refusal: settled.refusal }));
    if (answer.kind === 'contract') return answeredRows(asked, answer, offsetMs);
    if (answer.kind === 'not-started') {
      this.#notes.notStarted(asked.shard, answer.why);
      return all(unsentReply(`the orchestrator was not started: ${answer.why}`));
    }
    return this.#gaveUp ? all(untold(answer.why)) : await this.#logged.rows(asked, settled, answer);
  }

  /** Tells of an orchestrator's own invocation. */
  #tellOf(asked: OrchestrateRequest, settled: Settled) {
    const answer = answerOf(settled, asked);
    const { reply } = settled;
    const said = answer.kind === 'contract' ? answer.reply : null;
    const offsetMs = said === null ? null : this.#clocks.offsetMs(reply, said.clock);
    const place = {
      round: asked.round,
      seq: asked.shard - 1,
      shard: asked.shard,
      plannedMs: reply.writtenMs,
    };
    const orchestration: Orchestration = {
      round: asked.round,
      shard: asked.shard,
      requests: asked.count,
      invocation: rowOf({ ...this.#plan, target: this.#to.target }, place, reply),
      contract: said?.contract ?? null,
      orchestrator: said?.orchestrator ?? null,
      clock: said?.clock ?? null,
      offsetMs,
    };
    this.#put({ kind: 'orchestration', orchestration });
    if (said !== null) this.#clocks.learn(orchestration);
    return { answer, offsetMs };
  }
}
