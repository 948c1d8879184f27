import { expect, it } from 'vitest';
import type * as z from 'zod';
import { adviseOptions } from '../../../src/commands/options/advise.ts';
import { benchOptions } from '../../../src/commands/options/bench.ts';
import { cleanupOptions } from '../../../src/commands/options/cleanup.ts';
import { compareLiveOptions, compareSavedOptions } from '../../../src/commands/options/compare.ts';
import { doctorOptions } from '../../../src/commands/options/doctor.ts';
import { gateOptions } from '../../../src/commands/options/gate.ts';
import { logGroupOptions } from '../../../src/commands/options/logs.ts';
import { permissionsOptions } from '../../../src/commands/options/permissions.ts';
import { provisionOptions } from '../../../src/commands/options/provision.ts';
import { sweepOptions } from '../../../src/commands/options/sweep.ts';
import { commands } from '../../../src/commands/table.ts';

/** What commands read their options with. Those that are not here have only what the others share. */
const read: Partial<Record<keyof typeof commands, readonly z.ZodObject[]>> = {
  advise: [adviseOptions],
  bench: [benchOptions],
  cleanup: [cleanupOptions],
  compare: [compareLiveOptions, compareSavedOptions],
  doctor: [doctorOptions],
  gate: [gateOptions],
  logs: [logGroupOptions],
  permissions: [permissionsOptions],
  provision: [provisionOptions],
  sweep: [sweepOptions],
};

/** `--logs <auto|never>` as name and choices. */
const partsOf = (flags: string): { name: string; choices: readonly string[] } => {
  const [, dashed = '', values = ''] = /^--(?:no-)?([a-z-]+)(?: <([^>]*)>)?$/.exec(flags) ?? [];
  const name = dashed.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { name, choices: /^[a-z\d._|-]+$/.test(values) && values.includes('|') ? values.split('|') : [] };
};

const specOf = (command: string) =>
  commands[command as keyof typeof commands].options.map(({ flags }) => partsOf(flags));

it.each(Object.entries(read))(
  '%s: help names every option that is read, and no other',
  (command, schemas) => {
    const keys = new Set(schemas.flatMap((schema) => Object.keys(schema.shape)));
    expect(new Set(specOf(command).map(({ name }) => name))).toEqual(keys);
  },
);

it.each(Object.entries(read))('%s: help names every value that an option takes', (command, schemas) => {
  const known = new Map<string, Set<string>>();
  for (const { options } of Object.values(commands))
    for (const { name, choices } of options.map(({ flags }) => partsOf(flags)))
      known.set(name, new Set([...(known.get(name) ?? []), ...choices]));
  for (const { name, choices } of specOf(command).filter((option) => option.choices.length > 0)) {
    const option = schemas.find(({ shape }) => name in shape)?.shape[name] as z.ZodType;
    const taken = [...(known.get(name) ?? [])].filter((value) => option.safeParse(value).success);
    expect({ name, taken: new Set(taken) }).toEqual({ name, taken: new Set(choices) });
  }
});
