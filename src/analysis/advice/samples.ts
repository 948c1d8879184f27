import type { RowFacts } from '../../model/invocation.ts';
import { billingForm } from '../billing.ts';
import { ascending, quantile } from '../quantile.ts';
import type { Samples, ServiceSample } from '../simulation/fleet.ts';

/** What a run's rows give a simulation to draw from. */
export interface DrawnFrom {
  readonly samples: Samples;
  /** Requests that waited for an init or a restore. */
  readonly cold: number;
  /** Requests that waited for none, and environments answered. */
  readonly notCold: number;
}

interface Usable {
  readonly durationMs: number;
  readonly initMs: number;
  readonly overheadMs: number;
  readonly roundTripMs: number;
  readonly billedMs: number;
  readonly billedInitMs: number;
}

function usable(row: RowFacts): Usable | null {
  const { report, roundTripMs, initInPathMs, overheadMs, outcome } = row;
  if (outcome !== 'ok' || report === null || roundTripMs === null) return null;
  if (initInPathMs === null || overheadMs === null) return null;
  const billed = report.billedMs ?? Math.ceil(report.durationMs + initInPathMs);
  const form = billingForm(report);
  const billedInit =
    form === 'init-billed' ? initInPathMs : form === 'restore-billed' ? (report.billedRestoreMs ?? 0) : 0;
  return {
    durationMs: report.durationMs,
    initMs: initInPathMs,
    overheadMs,
    roundTripMs,
    billedMs: billed,
    billedInitMs: Math.min(billed, billedInit),
  };
}

function sampleOf(rows: readonly Usable[], networkMs: number): ServiceSample {
  const list = (of: (row: Usable) => number): Float64Array => Float64Array.from(rows, of);
  return {
    // What a cold start's round trip has over the network is download and start, and keeps the environment too.
    occupiedMs: list(
      ({ durationMs, initMs, overheadMs }) =>
        durationMs + initMs + Math.max(0, initMs > 0 ? overheadMs - networkMs : 0),
    ),
    roundTripMs: list(({ roundTripMs }) => roundTripMs),
    billedMs: list(({ billedMs }) => billedMs),
    billedInitMs: list(({ billedInitMs }) => billedInitMs),
  };
}

/**
 * Samples of a run: cold requests apart from those that waited for no init, each with its outliers. Provisioned and
 * retained environments are drawn from the same requests: in neither is there an init in the way.
 *
 * @param rows - measured ones, warm-up rounds left out
 */
export function drawFrom(rows: readonly RowFacts[]): DrawnFrom {
  const cold: Usable[] = [];
  const notCold: Usable[] = [];
  for (const row of rows) {
    const found = usable(row);
    if (found === null) continue;
    if (row.startKind === 'cold' || row.startKind === 'restored') cold.push(found);
    else if (row.startKind === 'warm' || row.startKind === 'preinitialized') notCold.push(found);
  }
  const networkMs = quantile(ascending(notCold.map(({ overheadMs }) => overheadMs)), 0.5) ?? 0;
  const served = sampleOf(notCold, networkMs);
  return {
    samples: { provisioned: served, retained: served, new: sampleOf(cold, networkMs) },
    cold: cold.length,
    notCold: notCold.length,
  };
}
