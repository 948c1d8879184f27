import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { interruptions } from '../../src/io/signals.ts';

it('the first stops, the second quits', () => {
  const source = new EventEmitter();
  const onStop = vi.fn();
  const { stop, quit, dispose } = interruptions(onStop, source);
  source.emit('SIGINT');
  expect([stop.aborted, quit.aborted]).toEqual([true, false]);
  source.emit('SIGTERM');
  expect([stop.aborted, quit.aborted]).toEqual([true, true]);
  source.emit('SIGINT');
  expect(onStop).toHaveBeenCalledTimes(1);
  dispose();
  dispose();
  expect(source.eventNames()).toEqual([]);
});
