import type { CommandSpec } from '../spec.ts';
import { output } from './shared.ts';

export const adviseSpec: CommandSpec = {
  says: 'how much provisioned concurrency, what it costs, and whether it is worth it',
  operands: '<run>',
  options: [
    { flags: '--traffic <file>', says: 'recorded traffic: a CSV of times or of counts, or a run file' },
    { flags: '--traffic-factor <n>', says: 'as many times the traffic (default: 1)' },
    { flags: '--rate <n/s>', says: 'requests a second, minute (m), hour (h) or day (d), for instance 20/s' },
    { flags: '--arrivals <poisson|even|diurnal>', says: 'how --rate arrives (default: poisson)' },
    {
      flags: '--peak <n>',
      says: 'diurnal: the busiest hour as a multiple of the mean, 1 to 2 (default: 1.8)',
    },
    {
      flags: '--burst <n every t>',
      says: "the fan-out: n requests at once, again and again ('11 every 1m')",
    },
    {
      flags: '--goal <goal>',
      says: "what must hold, for instance 'cold.ratio < 0.1%' or 'round_trip.p99 < 300ms'; repeatable",
      repeatable: true,
    },
    { flags: '--budget-usd <n/month>', says: 'what a month may cost' },
    {
      flags: '--hours <days times>',
      says: "provisioned only then, UTC ('mon-fri 08:00-18:00'; default: always)",
    },
    { flags: '--retention <duration>', says: 'how long an idle environment is kept (default: 5m)' },
    { flags: '--region <region>', says: "whose prices (default: the run's)" },
    { flags: '--memory <mb>', says: "memory size that is priced (default: the run's)" },
    { flags: '--architecture <x86_64|arm64>', says: "whose prices (default: the run's)" },
    {
      flags: '--concurrency-limit <n>',
      says: "reserved or account concurrency (default: the run's, else 1000)",
    },
    {
      flags: '--prices <file>',
      says: 'JSON with prices of your own, over those of the package (docs/advise.md)',
    },
    { flags: '--seed <text>', says: 'same seed, same draws (default: 1)' },
    ...output.filter(({ flags }) => !/^--(?:assert|details|summary)\b/.test(flags)),
  ],
  examples: [
    "lambda-fanout advise run.jsonl --burst '11 every 1m' --goal 'cold.ratio < 0.1%'",
    "lambda-fanout advise run.jsonl --rate 20/s --goal 'round_trip.p99 < 300ms' --budget-usd 50/month",
    "lambda-fanout advise run.jsonl --traffic traffic.csv --hours 'mon-fri 08:00-18:00' --output advice.html",
  ],
  load: async () => (await import('../advise.ts')).advise,
};
