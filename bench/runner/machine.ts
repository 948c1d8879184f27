import { availableParallelism, cpus, totalmem } from 'node:os';

/** What a reader needs to place absolute figures; nothing that names a machine. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  /** Day of the run, `2026-01-31`, UTC. */
  readonly date: string;
}

export const machine = (): Machine => ({
  cores: availableParallelism(),
  cpu: cpus()[0]?.model.trim() || 'unknown processor',
  memoryGib: Math.round(totalmem() / 1024 ** 3),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
});

export const machineText = ({ cores, cpu, memoryGib, system, node, date }: Machine): string =>
  `${date}, ${cores} ${cores === 1 ? 'core' : 'cores'} of ${cpu}, ${memoryGib} GiB, ${system}, Node ${node}`;
