import { expect, it } from 'vitest';
import type { FunctionVersion } from '../../../src/local/engine.ts';
import { Provisioning } from '../../../src/local/provisioning.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const version = { functionName: 'worker', version: '1', revisionId: 'r' } as FunctionVersion;

it.each([
  ['is closed', (provisioning: Provisioning) => provisioning.close()],
  ['is taken away', (provisioning: Provisioning) => provisioning.deprovision('worker', 'live')],
  [
    'is asked for anew',
    (provisioning: Provisioning) => provisioning.provision(version, 'live', 5, 'pending'),
  ],
])('no timer of an allocation outlives it where it %s: it would keep the process alive', (_, end) => {
  const clock = new FakeClock();
  const provisioning = new Provisioning({
    clock,
    settings: { delayMs: 60_000, perSecond: 1 },
    make: () => {
      throw new Error('nothing is to be made any more');
    },
    end: () => {},
    onNote: () => {},
  });
  provisioning.provision(version, 'live', 10, { overMs: 60_000 });
  end(provisioning);
  expect(clock.step()).toBe(false);
});
