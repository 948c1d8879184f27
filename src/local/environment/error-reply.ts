/** Names of signals as Lambda's messages spell them. */
const signalNames: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** How a process ended. */
export type Exit =
  | { readonly kind: 'status'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  /** It could not be started at all. */
  | { readonly kind: 'not-started'; readonly command: string; readonly reason: string };

/** The part after `Error: ` of what Lambda says of an exit. */
export function exitMessage(exit: Exit): string {
  if (exit.kind === 'not-started') return `fork/exec ${exit.command}: ${exit.reason}`;
  if (exit.kind === 'signal') {
    return `Runtime exited with error: signal: ${signalNames[exit.signal] ?? exit.signal}`;
  }
  return exit.code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${exit.code}`;
}

export const exitErrorType = (exit: Exit): string =>
  exit.kind === 'not-started' ? 'Runtime.InvalidEntrypoint' : 'Runtime.ExitError';

const bytes = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));

/** Body of a reply whose environment failed: `{"errorType","errorMessage":"RequestId: … Error: …"}`. */
export const failureBody = (requestId: string, errorType: string, message: string): Uint8Array =>
  bytes({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` });

export const timeoutMessage = (timeoutMs: number): string =>
  `Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`;

/** A synchronous reply may be 6 MB and a little.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maximumResponseBytes = 6 * 1_024 * 1_024 + 100;

export const oversizedBody = (): Uint8Array =>
  bytes({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maximumResponseBytes} bytes).`,
  });

/** The error type as the platform log shows it: Lambda's own kinds stay, what else a runtime says is unknown.
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator `fatalerror.go` */
export const platformErrorType = (errorType: string | null): string =>
  errorType !== null && /^(?:Runtime|Function|Extension)\.[A-Z][A-Za-z]+$/.test(errorType)
    ? errorType
    : 'Runtime.Unknown';
