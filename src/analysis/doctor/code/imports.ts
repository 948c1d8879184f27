import type {
  CallExpression,
  ExportAllDeclaration,
  ExportNamedDeclaration,
  ImportDeclaration,
  ImportExpression,
  Node,
} from 'acorn';
import type { CodeFile } from '../../../model/deployed-code.ts';
import { isParsed, type Module, type ParsedModule, parseModule } from './module.ts';
import { calledName, stringOf } from './nodes.ts';

/** What a node loads; null in it: a name that is only known when it runs. */
function loadedBy(node: Node): { readonly specifier: string | null } | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return { specifier: String((node as ImportDeclaration | ExportAllDeclaration).source.value) };
    case 'ExportNamedDeclaration': {
      const { source } = node as ExportNamedDeclaration;
      return source == null ? null : { specifier: String(source.value) };
    }
    case 'ImportExpression':
      return { specifier: stringOf((node as ImportExpression).source) };
    case 'CallExpression': {
      const call = node as CallExpression;
      return calledName(call) === 'require' ? { specifier: stringOf(call.arguments[0]) } : null;
    }
    default:
      return null;
  }
}

const dependency = /(?:^|\/)node_modules\//;
export const isDependency = ({ path }: CodeFile): boolean => dependency.test(path);
const isScript = ({ path }: CodeFile): boolean => /\.[cm]?js$/.test(path);

const joined = (from: string, specifier: string): string | null => {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
};

const endings = ['', '.js', '.mjs', '.cjs', '/index.js', '/index.mjs', '/index.cjs'];

const fileAt = (files: ReadonlyMap<string, CodeFile>, path: string): CodeFile | null => {
  for (const ending of endings) {
    const file = files.get(path + ending);
    if (file !== undefined && isScript(file)) return file;
  }
  return null;
};

/** The file that a configured handler (`src/app.handler`) lies in; null: none of the package.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
export function handlerFile(files: readonly CodeFile[], handler: string): CodeFile | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const slash = handler.lastIndexOf('/') + 1;
  const stem = handler.slice(0, slash) + (handler.slice(slash).split('.')[0] ?? '');
  return fileAt(byPath, stem);
}

export interface ReachedCode {
  readonly modules: readonly Module[];
  /** Files that were reached but not understood. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** A load whose name is only known when it runs: any file of the package may then be reached. */
  readonly dynamic: boolean;
}

/**
 * The files of a package that its handler reaches by relative imports, without its dependencies. Where one is loaded
 * by a name that is only known when it runs, every file is taken.
 */
export function reachedFrom(entry: CodeFile, files: readonly CodeFile[]): ReachedCode {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const parsed = new Map<string, ParsedModule>();
  let dynamic = false;
  const visit = (file: CodeFile): void => {
    if (parsed.has(file.path) || isDependency(file)) return;
    const module = parseModule(file);
    parsed.set(file.path, module);
    if (!isParsed(module)) return;
    for (const node of module.nodes) {
      const loaded = loadedBy(node);
      if (loaded === null) continue;
      const { specifier } = loaded;
      if (specifier === null) dynamic = true;
      else if (specifier.startsWith('.')) {
        const path = joined(file.path, specifier);
        const found = path === null ? null : fileAt(byPath, path);
        if (found !== null) visit(found);
      }
    }
  };
  visit(entry);
  if (dynamic) for (const file of files) if (isScript(file)) visit(file);
  const all = [...parsed.values()];
  return {
    modules: all.filter(isParsed),
    unread: all.flatMap((module) => (isParsed(module) ? [] : [module])),
    dynamic,
  };
}
