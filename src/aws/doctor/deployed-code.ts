import { GetFunctionCommand, type GetFunctionCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import type { DeployedCode } from '../../model/deployed-code.ts';
import { messageOf } from '../../model/errors.ts';
import type { Target } from '../../model/target.ts';
import { downloadPackage } from '../package-download.ts';
import { packageFiles } from './package-files.ts';
import type { Trials } from './trials.ts';

const downloadWithinMs = 60_000;

const unread = (why: string): DeployedCode => ({ kind: 'unread', why });

/** Why a package cannot hold JavaScript that is read; null: it can. */
function obstacle({ Configuration: configuration, Code: code }: GetFunctionCommandOutput): string | null {
  if (configuration?.PackageType === 'Image')
    return 'it is a container image, and only zip packages are read';
  const runtime = configuration?.Runtime ?? 'not known';
  if (!runtime.startsWith('nodejs')) return `its runtime is ${runtime}, and only code for Node.js is read`;
  const withheld = (code as { Error?: { Message?: string } } | undefined)?.Error?.Message;
  if (withheld !== undefined) return withheld;
  return code?.Location === undefined ? 'GetFunction gave no address of its package' : null;
}

/** The code of a function, as far as it can be read. Never throws for what is about this function. */
export async function deployedCode(
  client: LambdaClient,
  target: Target,
  trials: Trials,
): Promise<DeployedCode> {
  const { functionName: FunctionName, qualifier: Qualifier } = target;
  const found = await trials.ask('GetFunction', FunctionName, () =>
    client.send(new GetFunctionCommand({ FunctionName, Qualifier })),
  );
  if (found === null) return unread('GetFunction was refused, or failed');
  const why = obstacle(found);
  if (why !== null) return unread(why);
  try {
    const signal = AbortSignal.timeout(downloadWithinMs);
    const archive = await downloadPackage(found.Code?.Location ?? '', signal);
    return await packageFiles(archive, found.Configuration?.Handler ?? 'index.handler');
  } catch (error) {
    return unread(`its package could not be downloaded: ${messageOf(error)}`);
  }
}
