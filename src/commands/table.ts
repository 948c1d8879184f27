import type { CommandSpec } from './spec.ts';
import { adviseSpec } from './specs/advise.ts';
import { benchSpec } from './specs/bench.ts';
import { cleanupSpec } from './specs/cleanup.ts';
import { compareSpec } from './specs/compare.ts';
import { doctorSpec } from './specs/doctor.ts';
import { explainSpec } from './specs/explain.ts';
import { gateSpec } from './specs/gate.ts';
import { initSpec } from './specs/init.ts';
import { localSpec } from './specs/local.ts';
import { logsSpec } from './specs/logs.ts';
import { permissionsSpec } from './specs/permissions.ts';
import { provisionSpec } from './specs/provision.ts';
import { reportSpec } from './specs/report.ts';
import { sweepSpec } from './specs/sweep.ts';

/** Every command, keyed by its name, in the order help shows them. */
export const commands = {
  bench: benchSpec,
  compare: compareSpec,
  report: reportSpec,
  explain: explainSpec,
  advise: adviseSpec,
  sweep: sweepSpec,
  gate: gateSpec,
  logs: logsSpec,
  doctor: doctorSpec,
  provision: provisionSpec,
  cleanup: cleanupSpec,
  permissions: permissionsSpec,
  init: initSpec,
  local: localSpec,
} satisfies Record<string, CommandSpec>;
