import { listText, percentText } from '../wording.ts';
import { named, note, ok, type Rule, warning } from './finding.ts';

const pointsAt = (
  { functionName, qualifier }: { functionName: string; qualifier: string },
  version: string,
): string =>
  `aws lambda update-alias --function-name ${functionName} --name ${qualifier} --function-version ${version}`;

/** An alias that spreads its requests over two versions. */
export const aliasWeights: Rule = ({ facts: { worker } }) => {
  const { target } = worker;
  const shares = Object.entries(target.weights);
  if (shares.length === 0) return [];
  const shown = shares.map(([version, share]) => `${percentText(share)} to version ${version}`);
  return [
    warning(
      'alias-weights',
      named(target),
      `It sends ${listText(shown)}, the rest to version ${target.version ?? 'not known'}: which version serves a request is chance, and provisioned concurrency is spread over both.`,
      `Measure each version by its number, or end the shift: ${pointsAt(target, target.version ?? '<version>')} --routing-config '{"AdditionalVersionWeights":{}}'`,
    ),
  ];
};

/** An alias that was left behind by a deployment. */
export const aliasBehind: Rule = ({ facts: { worker } }) => {
  const { target, versions, aliases } = worker;
  const latest = versions?.at(-1)?.version;
  const isAlias = aliases?.some(({ name }) => name === target.qualifier) === true;
  if (!isAlias || latest === undefined || target.version === null) return [];
  if (target.version === latest)
    return [ok('alias-behind', named(target), `It points to version ${latest}, the latest.`)];
  return [
    warning(
      'alias-behind',
      named(target),
      `It points to version ${target.version}, and version ${latest} is the latest: the code that was deployed last is not what is invoked.`,
      `Move it: ${pointsAt(target, latest)}. Or keep it, if it is held back on purpose.`,
    ),
  ];
};

/** Code that was uploaded but not published. */
export const unpublishedCode: Rule = ({ facts: { worker } }) => {
  const { target, versions, latestCodeSha256 } = worker;
  const last = versions?.at(-1);
  if (target.qualifier === '$LATEST' || last === undefined) return [];
  if (last.codeSha256 === null || latestCodeSha256 === null || last.codeSha256 === latestCodeSha256)
    return [];
  return [
    note(
      'unpublished-code',
      target.functionName,
      `The code of $LATEST is not that of version ${last.version}, the latest: what was uploaded last is behind no alias.`,
      `Publish it with: aws lambda publish-version --function-name ${target.functionName}`,
      `code hashes ${latestCodeSha256} and ${last.codeSha256}`,
    ),
  ];
};
