#!/usr/bin/env node
import { realIo } from './io/io.ts';
import { run } from './program.ts';

// Set, not called: process.exit could cut piped output short.
process.exitCode = await run(process.argv.slice(2), realIo());
