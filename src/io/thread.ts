import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import { messageOf } from '../model/errors.ts';

interface Answer<Result> {
  readonly result?: Result;
  readonly error?: string;
}

/** In a thread: answers each message with what `work` makes of it. */
export function serveThread<Task, Result>(work: (task: Task) => Result): void {
  parentPort?.on('message', (task: Task) => {
    try {
      parentPort?.postMessage({ result: work(task) } satisfies Answer<Result>);
    } catch (thrown) {
      parentPort?.postMessage({ error: messageOf(thrown) } satisfies Answer<Result>);
    }
  });
}

/** Threads that work side by side on tasks of one kind. */
export interface ThreadPool<Task, Result> {
  readonly size: number;
  /** Resolves with what the thread made of a task. @throws what it threw, by its message */
  readonly run: (task: Task) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** More help nobody: a task is a replication, and those are few. */
const mostThreads = 16;

/**
 * Starts one thread a core.
 *
 * @param file - the built module that calls {@link serveThread}
 */
export function openThreads<Task, Result>(file: string): ThreadPool<Task, Result> {
  const size = Math.min(mostThreads, availableParallelism());
  const idle = Array.from({ length: size }, () => new Worker(file));
  const all = [...idle];
  const waiting: (() => void)[] = [];

  const take = async (): Promise<Worker> => {
    for (;;) {
      const worker = idle.pop();
      if (worker !== undefined) return worker;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    }
  };
  return {
    size,
    run: async (task) => {
      const worker = await take();
      try {
        return await new Promise<Result>((resolve, reject) => {
          const answered = ({ result, error }: Answer<Result>): void => {
            worker.off('error', reject);
            if (error !== undefined) reject(new Error(error));
            else resolve(result as Result);
          };
          worker.once('error', reject);
          worker.once('message', answered);
          worker.postMessage(task);
        });
      } finally {
        idle.push(worker);
        waiting.shift()?.();
      }
    },
    close: async () => {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}
