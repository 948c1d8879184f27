import { expect, it } from 'vitest';
import { mayMove, wantsColour } from '../../src/io/colour-choice.ts';

it.each([
  { name: 'a terminal', env: {}, terminal: true, colour: true, moves: true },
  { name: 'a pipe', env: {}, terminal: false, colour: false, moves: false },
  { name: 'NO_COLOR', env: { NO_COLOR: '1' }, terminal: true, colour: false, moves: true },
  { name: 'empty NO_COLOR is not set', env: { NO_COLOR: '' }, terminal: true, colour: true, moves: true },
  { name: 'FORCE_COLOR into a pipe', env: { FORCE_COLOR: '1' }, terminal: false, colour: true, moves: false },
  { name: 'FORCE_COLOR=0', env: { FORCE_COLOR: '0' }, terminal: true, colour: false, moves: true },
  {
    name: 'NO_COLOR beats FORCE_COLOR',
    env: { NO_COLOR: '1', FORCE_COLOR: '1' },
    terminal: true,
    colour: false,
    moves: true,
  },
  { name: 'a dumb terminal', env: { TERM: 'dumb' }, terminal: true, colour: false, moves: false },
  { name: 'CI', env: { CI: 'true' }, terminal: true, colour: false, moves: false },
  { name: 'CI=false is none', env: { CI: 'false' }, terminal: true, colour: true, moves: true },
  {
    name: 'CI with FORCE_COLOR',
    env: { CI: 'true', FORCE_COLOR: '1' },
    terminal: false,
    colour: true,
    moves: false,
  },
])('$name', ({ env, terminal, colour, moves }) => {
  expect(wantsColour(env, terminal)).toBe(colour);
  expect(mayMove(env, terminal)).toBe(moves);
});
