import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';

/** What Lambda's runtime bundles: tried from the handler first, then from where ours lies. */
const bundled = /^@(?:aws-sdk|smithy)\//;

interface Context {
  readonly parentURL?: string | undefined;
}
type NextResolve = (specifier: string, context?: Context) => unknown;
type Resolve = (specifier: string, context: Context, next: NextResolve) => unknown;

interface InThreadHooks {
  readonly registerHooks?: (hooks: { readonly resolve: Resolve }) => void;
}

/** The same hook for a Node.js without `registerHooks`: it runs on a thread of its own, from its text. */
const hookSource = (from: string): string => `
const bundled = ${bundled};
export const resolve = async (specifier, context, next) => {
  try { return await next(specifier, context); } catch (error) {
    if (!bundled.test(specifier)) throw error;
    try { return await next(specifier, { ...context, parentURL: ${JSON.stringify(from)} }); } catch { throw error; }
  }
};`;

/** Lets `import` find `@aws-sdk/*` and `@smithy/*` where this tool has them (`require` does by `NODE_PATH`).
 * @param sdkFrom - a file from which they resolve
 * @see https://nodejs.org/api/module.html#customization-hooks */
export function offerBundledSdk(sdkFrom: string): void {
  const from = pathToFileURL(sdkFrom).href;
  const { registerHooks } = nodeModule as InThreadHooks;
  if (registerHooks === undefined) {
    nodeModule.register(`data:text/javascript,${encodeURIComponent(hookSource(from))}`);
    return;
  }
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!bundled.test(specifier)) throw error;
        try {
          return next(specifier, { ...context, parentURL: from });
        } catch {
          // The first error names the handler's file, the second one ours.
          throw error;
        }
      }
    },
  });
}
