import type { Entry } from './runner/suite.ts';

/** The suite, in the order in which it runs and is shown. */
export const benchmarks: readonly Entry[] = [
  { name: 'dispatch', load: async () => (await import('./dispatch.ts')).dispatch },
  { name: 'time-stamps', load: async () => (await import('./time-stamps.ts')).timeStamps },
  { name: 'local-service', load: async () => (await import('./local-service.ts')).localService },
  { name: 'start-up', load: async () => (await import('./start-up.ts')).startUp },
  { name: 'logs', load: async () => (await import('./logs.ts')).logs },
  { name: 'report', load: async () => (await import('./report.ts')).report },
  { name: 'advise', load: async () => (await import('./advise.ts')).advise },
  { name: 'advise-validation', load: async () => (await import('./advise-validation.ts')).adviseValidation },
  { name: 'peers', load: async () => (await import('./peers.ts')).peers },
  { name: 'gate-calibration', load: async () => (await import('./gate-calibration.ts')).gateCalibration },
];
