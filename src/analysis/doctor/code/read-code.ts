import type { CodeFile, DeployedCode } from '../../../model/deployed-code.ts';
import { bindingsOf } from './bindings.ts';
import { type EnvironmentUse, environmentUse } from './environment-reads.ts';
import { handlerFile, isDependency, reachedFrom } from './imports.ts';
import type { Module } from './module.ts';
import { keyOf, stringOf } from './nodes.ts';
import { type ClientCreation, clientCreations, type InvokeCall, invokeCalls } from './sdk-calls.ts';
import type { Variables } from './value.ts';

/** What the code of a function shows. */
export interface CodeFacts {
  readonly environment: EnvironmentUse;
  readonly invokes: readonly InvokeCall[];
  readonly clients: readonly ClientCreation[];
  /** It sets `maxSockets` somewhere. */
  readonly setsMaxSockets: boolean;
  /** It is the orchestrator of this tool, or speaks its contract (docs/orchestrator.md). */
  readonly speaksContract: boolean;
  /** Libraries are bundled into a file: names that they read cannot be told from the function's own. */
  readonly bundled: boolean;
  /** Files that were reached but not understood. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** Names that a dependency, a string of the code, or a file that was not understood holds: they may be read there. */
  readonly mentions: (name: string) => boolean;
}

export type ReadCode = CodeFacts | { readonly why: string };
export const isReadCode = (code: ReadCode): code is CodeFacts => 'invokes' in code;

/** Larger is no file that a person wrote. */
const bundleBytes = 150_000;

const hasKey = (modules: readonly Module[], name: string): boolean =>
  modules.some(({ nodes }) =>
    nodes.some((node) => node.type === 'Property' && keyOf(node as never) === name),
  );

/** The words of the contract stand in its code, minified or not. */
const isContract = (modules: readonly Module[]): boolean =>
  hasKey(modules, 'lambdaFanout') && hasKey(modules, 'orchestrated');

function mentionedIn(modules: readonly Module[], files: readonly CodeFile[]) {
  const parsed = new Set(modules.map(({ path }) => path));
  const elsewhere = files.filter((file) => isDependency(file) || !parsed.has(file.path));
  const strings = new Set(
    modules.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.type === 'Literal' ? (stringOf(node) ?? []) : [])),
    ),
  );
  return (name: string): boolean => strings.has(name) || elsewhere.some(({ text }) => text.includes(name));
}

/**
 * Reads the code of a function as far as its syntax tells.
 * @param variables - environment variables that are deployed
 */
export function readCode(code: DeployedCode, variables: Variables): ReadCode {
  if (code.kind === 'unread') return code;
  const entry = handlerFile(code.files, code.handler);
  if (entry === null) return { why: `the package has no JavaScript file for the handler ${code.handler}` };
  const { modules, unread } = reachedFrom(entry, code.files);
  const failed = unread.find(({ path }) => path === entry.path);
  if (failed !== undefined) return { why: `${entry.path} could not be read: ${failed.why}` };
  const uses = modules.map(environmentUse);
  return {
    environment: {
      reads: uses.flatMap(({ reads }) => reads),
      writes: uses.flatMap(({ writes }) => writes),
      dynamic: uses.flatMap(({ dynamic }) => dynamic),
    },
    invokes: modules.flatMap((module) => invokeCalls(module, bindingsOf(module), variables)),
    clients: modules.flatMap((module) => clientCreations(module, bindingsOf(module))),
    setsMaxSockets: hasKey(modules, 'maxSockets'),
    speaksContract: isContract(modules),
    bundled: modules.some(({ text }) => text.length > bundleBytes),
    unread: [...unread, ...code.skipped],
    mentions: mentionedIn(modules, code.files),
  };
}
