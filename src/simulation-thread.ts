import { type ReplicationTask, replicate } from './analysis/simulation/replicate.ts';
import { serveThread } from './io/thread.ts';

/** A thread that simulates: one replication a message, its outcome in return. */
serveThread(({ plan, seed, replication }: ReplicationTask) => replicate(plan, seed, replication));
